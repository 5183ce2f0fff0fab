/// MTA Strict Transport Security, RFC 8461, and SMTP TLS reporting, RFC 8460.
@NullMarked
package org.postern.mtasts;

import org.jspecify.annotations.NullMarked;
