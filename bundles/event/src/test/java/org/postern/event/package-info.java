@NullMarked
package org.postern.event;

import org.jspecify.annotations.NullMarked;
