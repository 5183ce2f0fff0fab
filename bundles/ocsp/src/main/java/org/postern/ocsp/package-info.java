/// OCSP stapling, RFC 6960, 6066 and 6961.
@NullMarked
package org.postern.ocsp;

import org.jspecify.annotations.NullMarked;
