/// Journal and recovery.
@NullMarked
package org.postern.spool;

import org.jspecify.annotations.NullMarked;
