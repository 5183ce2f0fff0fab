/// SMTP Extension for Internationalized Email, RFC 6531.
@NullMarked
package org.postern.smtputf8;

import org.jspecify.annotations.NullMarked;
