/// SOCKS 5 (RFC 1928, 1929) on the way to hosts.
@NullMarked
package org.postern.socks;

import org.jspecify.annotations.NullMarked;
