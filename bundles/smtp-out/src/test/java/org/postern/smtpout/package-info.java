/// Tests of the SMTP client.
@NullMarked
package org.postern.smtpout;

import org.jspecify.annotations.NullMarked;
