package org.postern.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;

/// A recipient as a test wants it: without parent, parameters and facts unless it says so.
public final class TestRecipient implements Recipient {
    private final Address address;
    private final Map<String, String> parameters = new HashMap<>();
    private final Map<String, Text> facts = new HashMap<>();
    private Optional<Recipient> parent = Optional.empty();

    private TestRecipient(Address address) {
        this.address = address;
    }

    /// The recipient with this address, `local@domain`.
    public static TestRecipient of(String address) {
        return new TestRecipient(TestMessage.address(address));
    }

    /// A router made it of another.
    public TestRecipient madeOf(Recipient other) {
        parent = Optional.of(other);
        return this;
    }

    /// It came with a parameter of RCPT.
    public TestRecipient parameter(String keyword, String value) {
        parameters.put(keyword, value);
        return this;
    }

    /// Routing found a fact.
    public TestRecipient fact(String name, String value) {
        facts.put(name, Text.trusted(value));
        return this;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Optional<Recipient> parent() {
        return parent;
    }

    @Override
    public Map<String, String> parameters() {
        return Map.copyOf(parameters);
    }

    @Override
    public Optional<Text> fact(String name) {
        return Optional.ofNullable(facts.get(name));
    }
}
