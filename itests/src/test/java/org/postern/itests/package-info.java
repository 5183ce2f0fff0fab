/// Black-box tests: a configuration, a server process, real clients and peers.
@NullMarked
package org.postern.itests;

import org.jspecify.annotations.NullMarked;
