@NullMarked
package org.postern.broadcast;

import org.jspecify.annotations.NullMarked;
