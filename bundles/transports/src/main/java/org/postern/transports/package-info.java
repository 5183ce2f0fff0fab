/// appendfile (Maildir).
@NullMarked
package org.postern.transports;

import org.jspecify.annotations.NullMarked;
