/// Lookups in databases that speak SQL.
@NullMarked
package org.postern.lookupsql;

import org.jspecify.annotations.NullMarked;
