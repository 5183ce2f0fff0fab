/// Lookups in directories that speak LDAP.
@NullMarked
package org.postern.lookupldap;

import org.jspecify.annotations.NullMarked;
