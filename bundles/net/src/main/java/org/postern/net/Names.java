package org.postern.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;

/// Turns names between our form, a byte in each `char` and nothing escaped, and dnsjava's.
final class Names {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    private Names() {}

    /// The name in lower case without a final dot, by which it is found.
    static String key(String name) {
        String lower = lower(name);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /// Only ASCII letters have a lower case in the DNS (RFC 4343).
    private static String lower(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 128) {
                return lowerAscii(name);
            }
        }
        return name.toLowerCase(Locale.ROOT);
    }

    private static String lowerAscii(String name) {
        StringBuilder lower = new StringBuilder(name.length());
        name.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return lower.toString();
    }

    /// The name for dnsjava; empty if no such name can exist.
    static Optional<Name> parse(String name) {
        if (name.equals(".")) {
            return Optional.of(Name.root);
        }
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        ByteArrayOutputStream wire = new ByteArrayOutputStream(relative.length() + 2);
        for (String label : relative.split("\\.", -1)) {
            byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
            if (bytes.length == 0 || bytes.length > MAX_LABEL) {
                return Optional.empty();
            }
            wire.write(bytes.length);
            wire.writeBytes(bytes);
        }
        wire.write(0);
        return wire.size() > MAX_NAME ? Optional.empty() : Optional.of(ofWire(wire.toByteArray()));
    }

    private static Name ofWire(byte[] wire) {
        try {
            return new Name(wire);
        } catch (IOException e) {
            throw new IllegalStateException("a name that was just checked", e);
        }
    }

    /// The name in our form, in the case in which it came. A dot inside a label has a backslash before it.
    static String text(Name name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int i = 0; i < name.labels() - 1; i++) {
            if (i > 0) {
                text.append('.');
            }
            byte[] label = name.getLabel(i);
            text.append(new String(label, 1, label.length - 1, StandardCharsets.ISO_8859_1).replace(".", "\\."));
        }
        return text.toString();
    }
}
