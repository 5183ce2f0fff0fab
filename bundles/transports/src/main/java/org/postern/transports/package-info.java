/// The local transports: `appendfile`, for Maildirs.
@NullMarked
package org.postern.transports;

import org.jspecify.annotations.NullMarked;
