package org.postern.auth;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Expansions;
import org.postern.spi.Variable;

/// What a client has said of itself, as `$auth1`, `$auth2` and `$auth3`, and while it is served also as
/// `$1` and so on.
final class Credentials {
    private static final Slot<List<String>> SLOT = Slot.of(Slot.Lifetime.CONNECTION, "credentials");

    private final Context context;
    private final List<String> values = new ArrayList<>();

    Credentials(Context context) {
        this.context = context;
        keep();
    }

    /// Takes a response apart at its NULs.
    void add(byte[] response) {
        String text = new String(response, StandardCharsets.ISO_8859_1);
        values.addAll(List.of(text.split("\0", -1)));
        keep();
    }

    /// Adds one value as it is.
    void add(String value) {
        values.add(value);
        keep();
    }

    int count() {
        return values.size();
    }

    private void keep() {
        context.put(SLOT, List.copyOf(values));
        context.put(Expansions.NUMBERED, values.stream().map(Text::tainted).toList());
    }

    /// `$authN`.
    static Variable variable(int number) {
        return Variable.of(
                "auth" + number,
                context -> context.get(SLOT)
                        .filter(values -> values.size() >= number)
                        .map(values -> Text.tainted(values.get(number - 1)))
                        .or(() -> Optional.of(Text.EMPTY)));
    }
}
