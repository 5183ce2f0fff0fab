/// The Sender Rewriting Scheme.
@NullMarked
package org.postern.srs;

import org.jspecify.annotations.NullMarked;
