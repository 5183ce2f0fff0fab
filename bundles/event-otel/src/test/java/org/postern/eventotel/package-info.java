@NullMarked
package org.postern.eventotel;

import org.jspecify.annotations.NullMarked;
