@NullMarked
package org.postern.lookuplmdb;

import org.jspecify.annotations.NullMarked;
