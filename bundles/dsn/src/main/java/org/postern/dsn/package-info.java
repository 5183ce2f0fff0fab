/// Delivery status notifications on demand, RFC 3461.
@NullMarked
package org.postern.dsn;

import org.jspecify.annotations.NullMarked;
