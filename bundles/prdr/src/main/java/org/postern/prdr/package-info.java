/// Per-Recipient Data Responses, draft-hall-prdr-00.
@NullMarked
package org.postern.prdr;

import org.jspecify.annotations.NullMarked;
