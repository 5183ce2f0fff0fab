/// Lookups in files and directories, as Exim's manual describes them in its chapter 9.
@NullMarked
package org.postern.lookupfile;

import org.jspecify.annotations.NullMarked;
