@NullMarked
package org.postern.xclient;

import org.jspecify.annotations.NullMarked;
