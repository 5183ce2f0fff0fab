package org.postern.kernel;

import java.util.Optional;
import org.postern.core.AclTrace;

/// A session on trial, and what the administrator said of its client (`-oM...`).
///
/// @param isOn whether it is one
/// @param hostName its verified host name (`-oMs`)
/// @param authenticator the name of the authenticator by which it has authenticated (`-oMaa`), or the empty
/// string
/// @param authenticatedId who it is (`-oMai`), or the empty string
/// @param authenticatedSender the sender that it vouches for (`-oMas`), or the empty string
/// @param ident its user by RFC 1413 (`-oMt`), or the empty string
/// @param trace is shown what ACLs do (`--trace`)
record Trial(
        boolean isOn,
        Optional<String> hostName,
        String authenticator,
        String authenticatedId,
        String authenticatedSender,
        String ident,
        Optional<AclTrace> trace) {
    /// The same with a trace.
    Trial tracing(AclTrace reader) {
        return new Trial(
                isOn, hostName, authenticator, authenticatedId, authenticatedSender, ident, Optional.of(reader));
    }

    /// A session in earnest.
    static final Trial NONE = new Trial(false, Optional.empty(), "", "", "", "", Optional.empty());
}
