/// DNS lists: the ACL condition dnslists.
@NullMarked
package org.postern.dnslists;

import org.jspecify.annotations.NullMarked;
