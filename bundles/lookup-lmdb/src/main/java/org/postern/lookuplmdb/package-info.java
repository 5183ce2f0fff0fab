/// Lookups in LMDB files.
@NullMarked
package org.postern.lookuplmdb;

import org.jspecify.annotations.NullMarked;
