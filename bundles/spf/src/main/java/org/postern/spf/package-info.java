/// Sender Policy Framework, RFC 7208.
@NullMarked
package org.postern.spf;

import org.jspecify.annotations.NullMarked;
