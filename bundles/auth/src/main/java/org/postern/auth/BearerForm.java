package org.postern.auth;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a token is sent: the messages of OAUTHBEARER (RFC 7628, 3) and of XOAUTH2.
enum BearerForm {
    /// With a GS2 header.
    OAUTHBEARER {
        @Override
        Optional<Claim> claim(String message) {
            int first = message.indexOf(',');
            int second = first < 0 ? -1 : message.indexOf(',', first + 1);
            if (second < 0 || !isFlag(message.substring(0, first)) || !message.startsWith("\1", second + 1)) {
                return Optional.empty();
            }
            String user = message.substring(first + 1, second);
            if (!user.isEmpty() && !user.startsWith("a=")) {
                return Optional.empty();
            }
            Optional<String> name = user.isEmpty() ? Optional.of("") : decoded(user.substring(2));
            return name.flatMap(known -> read(known, message.substring(second + 2)));
        }

        @Override
        String message(Claim claim) {
            String user = claim.user().isEmpty() ? "" : "a=" + ScramAttributes.encoded(claim.user());
            return "n," + user + ",\1" + claim.address() + "auth=Bearer " + claim.token() + "\1\1";
        }

        @Override
        String refusal(String scope, String configuration) {
            return "{\"status\":\"invalid_token\"" + field("scope", scope)
                    + field("openid-configuration", configuration) + "}";
        }

        @Override
        byte[] answerToRefusal() {
            return new byte[] {1};
        }
    },
    /// With the user in a field of its own.
    XOAUTH2 {
        @Override
        Optional<Claim> claim(String message) {
            int end = message.indexOf('\1');
            return message.startsWith("user=") && end > 0
                    ? read(message.substring("user=".length(), end), message.substring(end + 1))
                    : Optional.empty();
        }

        @Override
        String message(Claim claim) {
            return "user=" + claim.user() + "\1auth=Bearer " + claim.token() + "\1\1";
        }

        @Override
        String refusal(String scope, String configuration) {
            return "{\"status\":\"401\",\"schemes\":\"bearer\"" + field("scope", scope) + "}";
        }

        @Override
        byte[] answerToRefusal() {
            return new byte[0];
        }
    };

    private static final int MAX_LENGTH = 16_384;
    /// RFC 6750, 2.1.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final Pattern KEY = Pattern.compile("[A-Za-z]+");

    static Optional<BearerForm> of(String mechanism) {
        return switch (mechanism.toUpperCase(Locale.ROOT)) {
            case "OAUTHBEARER" -> Optional.of(OAUTHBEARER);
            case "XOAUTH2" -> Optional.of(XOAUTH2);
            default -> Optional.empty();
        };
    }

    /// Who the client is, and what shows it.
    ///
    /// @param user as whom it wants to act, or the empty string
    /// @param token that it shows
    /// @param address the host and port that it believes to speak to: fields of the message, or the empty
    /// string; of a message that has come: `HOST:PORT`
    record Claim(String user, String token, String address) {}

    /// What the client says, or empty if it is not said as it must be.
    abstract Optional<Claim> claim(String message);

    abstract String message(Claim claim);

    /// What a client gets whose token is no good.
    abstract String refusal(String scope, String configuration);

    /// What a client says to that.
    abstract byte[] answerToRefusal();

    private static boolean isFlag(String flag) {
        return flag.equals("n") || flag.equals("y");
    }

    private static Optional<String> decoded(String value) {
        try {
            return Optional.of(ScramAttributes.name(value));
        } catch (ScramAttributes.Malformed _) {
            return Optional.empty();
        }
    }

    /// Reads the fields, each of which ends with 0x01, as the whole does.
    private static Optional<Claim> read(String user, String fields) {
        if (fields.length() > MAX_LENGTH || !fields.endsWith("\1\1") || user.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        String token = "";
        String host = "";
        String port = "";
        for (String field : fields.substring(0, fields.length() - 2).split("\1", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0 || !KEY.matcher(field.substring(0, equals)).matches()) {
                return Optional.empty();
            }
            String value = field.substring(equals + 1);
            switch (field.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "auth" -> token = value;
                case "host" -> host = value;
                case "port" -> port = value;
                default -> {} // to be ignored (RFC 7628, 3.1)
            }
        }
        if (!token.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        String bare = token.substring(7).strip();
        return TOKEN.matcher(bare).matches()
                ? Optional.of(new Claim(user, bare, host.isEmpty() ? "" : host + ":" + port))
                : Optional.empty();
    }

    private static String field(String name, String value) {
        if (value.isEmpty()) {
            return "";
        }
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c < ' ' || c == 127 ? '?' : c);
        }
        return ",\"" + name + "\":\"" + quoted + "\"";
    }
}
