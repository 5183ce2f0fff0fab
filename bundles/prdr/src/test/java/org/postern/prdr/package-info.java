@NullMarked
package org.postern.prdr;

import org.jspecify.annotations.NullMarked;
