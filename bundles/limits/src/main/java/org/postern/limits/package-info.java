/// SMTP LIMITS, RFC 9422.
@NullMarked
package org.postern.limits;

import org.jspecify.annotations.NullMarked;
