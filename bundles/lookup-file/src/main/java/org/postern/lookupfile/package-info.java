/// Lookups in files.
@NullMarked
package org.postern.lookupfile;

import org.jspecify.annotations.NullMarked;
