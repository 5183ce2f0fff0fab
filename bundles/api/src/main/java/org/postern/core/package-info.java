/// What the core bundles offer each other. Not for plugins: it changes without notice.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.core;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
