@NullMarked
package org.postern.wellknown;

import org.jspecify.annotations.NullMarked;
