/// Hints: what is remembered between messages and may be forgotten.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api.hints;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
