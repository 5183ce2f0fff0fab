/// Events on their way out of the server, without anybody waiting for them.
@NullMarked
package org.postern.broadcast;

import org.jspecify.annotations.NullMarked;
