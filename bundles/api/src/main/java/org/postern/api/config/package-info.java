/// Options and what their values may be: numbers, times, expressions, lists.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
