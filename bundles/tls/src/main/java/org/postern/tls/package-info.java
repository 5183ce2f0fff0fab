/// STARTTLS and implicit TLS.
@NullMarked
package org.postern.tls;

import org.jspecify.annotations.NullMarked;
