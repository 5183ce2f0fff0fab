@NullMarked
package org.postern.proxy;

import org.jspecify.annotations.NullMarked;
