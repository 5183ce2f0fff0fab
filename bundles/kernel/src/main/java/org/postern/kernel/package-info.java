/// The SMTP engine, the catalogue of plugins, the snapshot.
@NullMarked
package org.postern.kernel;

import org.jspecify.annotations.NullMarked;
