package org.postern.transports;

import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;

/// A recipient of which nothing but its address is known.
record FakeRecipient(Address address) implements Recipient {
    static FakeRecipient of(String address) {
        int at = address.lastIndexOf('@');
        return new FakeRecipient(new Address(address.substring(0, at), address.substring(at + 1)));
    }

    @Override
    public Optional<Recipient> parent() {
        return Optional.empty();
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of();
    }

    @Override
    public Optional<Text> fact(String name) {
        return Optional.empty();
    }
}
