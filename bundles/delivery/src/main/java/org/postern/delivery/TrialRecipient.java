package org.postern.delivery;

import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;

/// A recipient that somebody makes up to try something with.
///
/// @param address without prefix and suffix
/// @param facts by the names of their variables
record TrialRecipient(Address address, Map<String, Text> facts) implements Recipient {
    TrialRecipient {
        facts = Map.copyOf(facts);
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
        return Optional.ofNullable(facts.get(name));
    }
}
