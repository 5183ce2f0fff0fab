/// Authenticated Received Chain, RFC 8617.
@NullMarked
package org.postern.arc;

import org.jspecify.annotations.NullMarked;
