package org.postern.api.mail;

import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Text;

/// One recipient: as the client gave it, or as a router made it of another. Confined to the thread of its
/// [org.postern.api.Context].
@ProviderType
public interface Recipient {
    /// The address. While a router with `local_part_prefix` or `local_part_suffix` works on it, it stands
    /// without them.
    Address address();

    /// The recipient that a router made this one of.
    Optional<Recipient> parent();

    /// The recipient of the envelope that this one comes from, or itself.
    default Recipient original() {
        return parent().map(Recipient::original).orElse(this);
    }

    /// The parameters of RCPT, by upper-case keyword; the value is empty for one without.
    Map<String, String> parameters();

    /// Facts that routing found, by the name of their variable: `local_part_prefix`, `local_part_suffix`,
    /// `local_part_data`, `domain_data`, `address_data`, `home`, `router_name`, ... Besides, `dsn_lasthop` is
    /// there where the wishes of the sender for reports (RFC 3461) are not to be sent on.
    Optional<Text> fact(String name);
}
