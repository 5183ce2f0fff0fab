package org.postern.routers;

import java.util.List;
import org.postern.api.mail.Host;

/// What came of looking for hosts.
sealed interface HostSearch {
    /// These, in the order in which they are to be tried.
    ///
    /// @param hosts those without an address could not be found
    /// @param cut whether there were more, which are not nearer to the destination than this host (RFC 5321,
    /// 5.1)
    record Found(List<Host> hosts, boolean cut) implements HostSearch {}

    /// The first is this host.
    record Own(List<Host> hosts) implements HostSearch {}

    /// None.
    ///
    /// @param name the name that was looked for last
    /// @param reason for the sender, or the empty string
    record None(String name, String reason) implements HostSearch {}

    /// None, for no host can have this name.
    record Invalid(String name) implements HostSearch {}

    /// It cannot be known now.
    ///
    /// @param insecure whether it is because DNSSEC does not vouch for it
    record Unknown(boolean insecure) implements HostSearch {}
}
