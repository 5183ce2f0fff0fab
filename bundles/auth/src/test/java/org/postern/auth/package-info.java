@org.jspecify.annotations.NullMarked
package org.postern.auth;
