/// What a plugin implements. Nothing here is implemented by the core.
///
/// Every method may be called from many threads at once unless it says otherwise. A method may
/// block; each connection and each delivery runs in a virtual thread of its own. Arguments and
/// results are never null. A method that throws anything unexpected defers the mail in hand.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
