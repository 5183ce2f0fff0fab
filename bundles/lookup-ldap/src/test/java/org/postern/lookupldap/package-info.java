@NullMarked
package org.postern.lookupldap;

import org.jspecify.annotations.NullMarked;
