/// The SMTP engine, the catalogue of plugins, the snapshot. Names no feature.
@NullMarked
package org.postern.kernel;

import org.jspecify.annotations.NullMarked;
