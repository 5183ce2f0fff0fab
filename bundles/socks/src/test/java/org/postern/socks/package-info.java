@NullMarked
package org.postern.socks;

import org.jspecify.annotations.NullMarked;
