/// Tests.
@NullMarked
package org.postern.tlsresume;

import org.jspecify.annotations.NullMarked;
