/// DANE for SMTP, RFC 7671 and 7672: certificates that the DNS vouches for.
@NullMarked
package org.postern.dane;

import org.jspecify.annotations.NullMarked;
