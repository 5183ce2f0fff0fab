package org.postern.auth;

import java.util.Base64;
import java.util.Optional;

/// Reads the attributes of a SCRAM message one after the other (RFC 5802, 5.1 and 7).
final class ScramAttributes {
    private final String message;
    private int position;

    ScramAttributes(String message) {
        this.message = message;
    }

    /// A message that is not as it must be.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String what) {
            super(what);
        }
    }

    /// The value of the next attribute, which must be this one, and must not be empty.
    String next(char name) throws Malformed {
        if (!message.startsWith(name + "=", position)) {
            throw new Malformed("no attribute " + name + " where it must be");
        }
        int comma = message.indexOf(',', position);
        int end = comma < 0 ? message.length() : comma;
        String value = message.substring(position + 2, end);
        position = comma < 0 ? end : comma + 1;
        if (value.isEmpty() || value.indexOf('\0') >= 0) {
            throw new Malformed("attribute " + name + " is empty or has a NUL");
        }
        return value;
    }

    /// The rest are extensions that need not be known.
    void end() throws Malformed {
        if (position < message.length() && message.charAt(position) == ',') {
            throw new Malformed("an empty attribute");
        }
    }

    /// A name with its `=2C` for a comma and `=3D` for `=`.
    static String name(String value) throws Malformed {
        String bare = value.replace("=2C", "").replace("=3D", "");
        if (bare.indexOf('=') >= 0) {
            throw new Malformed("a name with a lonely =");
        }
        return value.replace("=2C", ",").replace("=3D", "=");
    }

    /// A name as a message has it.
    static String encoded(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    static byte[] base64(String value) throws Malformed {
        return bytes(value).orElseThrow(() -> new Malformed("not base64"));
    }

    /// What strict base64 stands for.
    static Optional<byte[]> bytes(String value) {
        try {
            byte[] bytes = Base64.getDecoder().decode(value);
            return Base64.getEncoder().encodeToString(bytes).equals(value) ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// What random characters a nonce may have.
    static boolean isNonce(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 127 && c != ',');
    }
}
