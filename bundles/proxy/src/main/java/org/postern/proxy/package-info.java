/// The PROXY protocol, versions 1 and 2, on the side of the server.
@NullMarked
package org.postern.proxy;

import org.jspecify.annotations.NullMarked;
