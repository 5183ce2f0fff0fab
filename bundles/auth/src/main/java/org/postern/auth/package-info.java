/// The authenticators `plaintext`, `cram_md5`, `external`, `dovecot` and `tls` (Exim's manual, chapters 33 to
/// 42), `scram`, which is Exim's `gsasl` as far as it is SCRAM, and `oauthbearer`.
@NullMarked
package org.postern.auth;

import org.jspecify.annotations.NullMarked;
