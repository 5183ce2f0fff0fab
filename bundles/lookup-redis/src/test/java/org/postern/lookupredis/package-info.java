@NullMarked
package org.postern.lookupredis;

import org.jspecify.annotations.NullMarked;
