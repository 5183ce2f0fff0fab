/// The SMTP session on the server side, and the client side as far as plugins take part in it.
@NullMarked
@Export
@Version("1.0.0")
package org.postern.api.smtp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
