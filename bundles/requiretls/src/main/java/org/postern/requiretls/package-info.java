/// SMTP Require TLS Option, RFC 8689.
@NullMarked
package org.postern.requiretls;

import org.jspecify.annotations.NullMarked;
