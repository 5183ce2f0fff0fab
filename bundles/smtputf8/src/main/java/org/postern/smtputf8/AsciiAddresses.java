package org.postern.smtputf8;

import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.idna.DomainNames;
import org.postern.idna.LocalPart;

/// Addresses in ASCII.
final class AsciiAddresses {
    private AsciiAddresses() {}

    /// Whether an address has bytes beyond ASCII.
    static boolean isBeyond(Address address) {
        return !DomainNames.isAscii(address.localPart()) || !DomainNames.isAscii(address.domain());
    }

    /// The same mailbox with the domain as A-labels; empty if it has none, or if the local part is beyond
    /// ASCII too.
    static Optional<Address> sameMailbox(Address address) {
        return DomainNames.isAscii(address.localPart()) ? withAlabels(address) : Optional.empty();
    }

    /// The address as Exim writes it in ASCII, the local part in Punycode; empty if there is no such form.
    static Optional<Address> converted(Address address) {
        return LocalPart.inAscii(address.localPart())
                .flatMap(local -> withAlabels(address).map(ascii -> ascii.withLocalPart(local)));
    }

    private static Optional<Address> withAlabels(Address address) {
        if (DomainNames.isAscii(address.domain())) {
            return Optional.of(address);
        }
        return DomainNames.alabels(address.domain()).map(domain -> new Address(address.localPart(), domain));
    }
}
