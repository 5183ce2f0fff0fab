/// Tests of the local transports.
@NullMarked
package org.postern.transports;

import org.jspecify.annotations.NullMarked;
