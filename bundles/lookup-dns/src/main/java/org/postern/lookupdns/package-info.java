/// Lookups in the DNS.
@NullMarked
package org.postern.lookupdns;

import org.jspecify.annotations.NullMarked;
