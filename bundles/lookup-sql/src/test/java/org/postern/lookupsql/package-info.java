@NullMarked
package org.postern.lookupsql;

import org.jspecify.annotations.NullMarked;
