/// The SMTP and LMTP client: the transport `smtp`.
@NullMarked
package org.postern.smtpout;

import org.jspecify.annotations.NullMarked;
