/// The authenticators `plaintext`, `cram_md5` and `external` (Exim's manual, chapters 33 to 35 and 38).
@NullMarked
package org.postern.auth;

import org.jspecify.annotations.NullMarked;
