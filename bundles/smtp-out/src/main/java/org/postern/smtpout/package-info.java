/// The smtp transport.
@NullMarked
package org.postern.smtpout;

import org.jspecify.annotations.NullMarked;
