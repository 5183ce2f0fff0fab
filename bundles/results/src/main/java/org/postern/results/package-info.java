/// Authentication-Results fields, RFC 8601: read and written.
@NullMarked
package org.postern.results;

import org.jspecify.annotations.NullMarked;
