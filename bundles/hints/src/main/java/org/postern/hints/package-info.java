/// Hints, embedded.
@NullMarked
package org.postern.hints;

import org.jspecify.annotations.NullMarked;
