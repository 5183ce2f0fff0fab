/// Main, reject and panic log in Exim's format.
@NullMarked
package org.postern.log;

import org.jspecify.annotations.NullMarked;
