/// What Exim 4.99.1 answered to expressions, sessions, addresses and filters, and what Postern answers. The
/// sets that were written for this project are test resources; those that derive from Exim's own tests
/// (GPL) are read from `../shared/conformance/exim` where that is there.
@NullMarked
package org.postern.itests.exim;

import org.jspecify.annotations.NullMarked;
