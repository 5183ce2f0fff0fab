package org.postern.benchmarks;

import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;

/// A recipient of the envelope.
record OneRecipient(Address address) implements Recipient {
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
