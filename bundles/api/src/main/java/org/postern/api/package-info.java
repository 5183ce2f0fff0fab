/// What a plugin is given, whatever it does: text, context, state, time and log.
/// Values are immutable; interfaces are implemented by the core only.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
