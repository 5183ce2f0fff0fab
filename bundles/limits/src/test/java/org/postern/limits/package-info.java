@NullMarked
package org.postern.limits;

import org.jspecify.annotations.NullMarked;
