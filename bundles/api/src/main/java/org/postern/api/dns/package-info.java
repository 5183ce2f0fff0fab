/// The resolver.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api.dns;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
