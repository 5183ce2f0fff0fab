package org.postern.signatures;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.api.mail.Header;

/// The fields of a header by name, for choosing those that a signature covers (RFC 6376, 5.4.2). Immutable;
/// choosing takes time in proportion to the names, however many fields have them.
public final class SignedFields {
    private final Map<String, List<Header>> byName = new HashMap<>();

    /// The fields of a header, in order.
    public SignedFields(List<Header> header) {
        for (Header field : header) {
            byName.computeIfAbsent(Canonicalization.lower(field.name()), _ -> new ArrayList<>())
                    .add(field);
        }
    }

    /// The fields that the names of `h=` choose: for each name the lowest field that is not chosen yet, and
    /// nothing where there is none left, which is how a signer makes sure that no field is added. The
    /// signature's own field is never chosen.
    public List<Header> chosen(List<String> names, Header own) {
        Map<String, Integer> left = new HashMap<>();
        List<Header> chosen = new ArrayList<>();
        for (String name : names) {
            String key = Canonicalization.lower(name);
            List<Header> fields = byName.getOrDefault(key, List.of());
            int next = left.getOrDefault(key, fields.size()) - 1;
            if (next >= 0 && isSame(fields.get(next), own)) {
                next--;
            }
            if (next >= 0) {
                chosen.add(fields.get(next));
            }
            left.put(key, Math.max(next, 0));
        }
        return List.copyOf(chosen);
    }

    /// How many fields have a name.
    public int count(String name) {
        return byName.getOrDefault(Canonicalization.lower(name), List.of()).size();
    }

    /// The fields of a name, in order.
    public List<Header> named(String name) {
        return List.copyOf(byName.getOrDefault(Canonicalization.lower(name), List.of()));
    }

    @SuppressWarnings("ReferenceEquality") // one place in the header: an equal field elsewhere is another
    private static boolean isSame(Header field, Header own) {
        return field == own;
    }
}
