@NullMarked
package org.postern.queuefile;

import org.jspecify.annotations.NullMarked;
