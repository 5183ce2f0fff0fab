@NullMarked
package org.postern.requiretls;

import org.jspecify.annotations.NullMarked;
