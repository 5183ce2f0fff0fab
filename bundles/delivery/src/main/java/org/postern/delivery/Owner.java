package org.postern.delivery;

import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.system.Accounts;

/// The user and group that a router gives to a recipient's delivery.
///
/// @param uid the user; empty for the one of the transport or of the server
/// @param gid the group
/// @param login whose other groups come with it, by login name; empty for none
record Owner(OptionalInt uid, OptionalInt gid, Optional<String> login) {
    static final Owner NONE = new Owner(OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /// A user of the machine, without other groups than the first.
    static Owner of(Accounts.User user) {
        return new Owner(OptionalInt.of(user.uid()), OptionalInt.of(user.gid()), Optional.empty());
    }
}
