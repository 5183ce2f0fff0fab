/// SMTP CHUNKING, RFC 3030.
@NullMarked
package org.postern.chunking;

import org.jspecify.annotations.NullMarked;
