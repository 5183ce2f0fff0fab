@NullMarked
package org.postern.chunking;

import org.jspecify.annotations.NullMarked;
