/// Exim's configuration language.
@NullMarked
package org.postern.language;

import org.jspecify.annotations.NullMarked;
