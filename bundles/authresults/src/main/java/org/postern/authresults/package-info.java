/// Authentication-Results, RFC 8601: written, and those that claim to be ours taken off what comes in.
@NullMarked
package org.postern.authresults;

import org.jspecify.annotations.NullMarked;
