package org.postern.routers;

import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;

/// A recipient for which mail goes to a pipe or a file, while the transport for that is chosen.
///
/// @param recipient the recipient
/// @param target the command with `|` before it, or the file name
record TargetOf(Recipient recipient, Text target) implements Recipient {
    @Override
    public Address address() {
        return recipient.address();
    }

    @Override
    public Optional<Recipient> parent() {
        return recipient.parent();
    }

    @Override
    public Map<String, String> parameters() {
        return recipient.parameters();
    }

    @Override
    public Optional<Text> fact(String name) {
        boolean pipe = target.value().startsWith("|");
        return switch (name) {
            case "address_pipe" -> pipe ? Optional.of(target.with(target.value().substring(1))) : Optional.empty();
            case "address_file" -> pipe ? Optional.empty() : Optional.of(target);
            default -> recipient.fact(name);
        };
    }
}
