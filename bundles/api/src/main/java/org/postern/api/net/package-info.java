/// Byte streams and TLS.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
