/// The machine that Postern runs on: its name, its addresses, its accounts.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api.system;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
