/// Filters: Exim's own and Sieve.
@NullMarked
package org.postern.filters;

import org.jspecify.annotations.NullMarked;
