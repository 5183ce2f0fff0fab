@NullMarked
package org.postern.dsn;

import org.jspecify.annotations.NullMarked;
