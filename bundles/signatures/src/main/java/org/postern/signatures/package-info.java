/// What DKIM and ARC share: tag lists, canonicalisation, body hashes, keys in the DNS, signing and verifying
/// (RFC 6376, 8301, 8463).
///
/// A library: each bundle that needs it carries its own copy. It knows the JDK and `org.postern.api`, and
/// nothing of sessions, ACLs or the configuration.
@NullMarked
package org.postern.signatures;

import org.jspecify.annotations.NullMarked;
