/// The XCLIENT command of Postfix, on the side of the server.
@NullMarked
package org.postern.xclient;

import org.jspecify.annotations.NullMarked;
