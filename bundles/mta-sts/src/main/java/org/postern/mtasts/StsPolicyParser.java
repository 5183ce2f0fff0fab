package org.postern.mtasts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.net.TlsFault;
import org.postern.mtasts.StsPolicy.Mode;

/// Reads the text of a policy by its grammar (RFC 8461, 3.2). Two liberties are taken that cannot change its
/// meaning and that published policies need: empty lines, and white space at the end of a line.
final class StsPolicyParser {
    /// The longest text that is read, in bytes.
    static final int MAX_SIZE = 65_536;

    /// The longest time that a policy holds, by the RFC: 31557600 seconds.
    static final Duration MAX_AGE = Duration.ofHours(8_766);

    private static final Pattern FIELD =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \t]*([!-~\\x80-\\xff][ -~\\x80-\\xff]*)");
    private static final Pattern MX = Pattern.compile(
            "(?:\\*\\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*" + "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
    private static final int LONGEST_MX = 255;

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> mx = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private StsPolicyParser() {}

    /// The policy; a byte in each `char` of `text`.
    static StsPolicy parse(String text) throws StsException {
        if (text.length() > MAX_SIZE) {
            throw invalid("it is longer than " + MAX_SIZE + " bytes");
        }
        StsPolicyParser parser = new StsPolicyParser();
        for (String line : text.split("\r?\n", -1)) {
            String bare = stripEnd(line);
            if (!bare.isEmpty()) {
                parser.line(bare);
            }
        }
        return parser.policy();
    }

    private static String stripEnd(String line) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        return line.substring(0, end);
    }

    private void line(String line) throws StsException {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
            throw invalid("not a field: " + shown(line));
        }
        String name = field.group(1);
        String value = field.group(2);
        lines.add(name + ": " + value);
        if (name.equals("mx")) {
            mx.add(mx(value));
        } else {
            fields.putIfAbsent(name, value);
        }
    }

    private static String mx(String value) throws StsException {
        String pattern = value.toLowerCase(Locale.ROOT);
        if (pattern.length() > LONGEST_MX || !MX.matcher(pattern).matches()) {
            throw invalid("not an MX pattern: " + shown(value));
        }
        return pattern;
    }

    private StsPolicy policy() throws StsException {
        if (!required("version").equals("STSv1")) {
            throw invalid("unknown version: " + shown(required("version")));
        }
        Mode mode = mode(required("mode"));
        if (mx.isEmpty() && mode != Mode.NONE) {
            throw invalid("no mx");
        }
        return new StsPolicy(mode, maxAge(required("max_age")), mx, lines);
    }

    private String required(String name) throws StsException {
        String value = fields.get(name);
        if (value == null) {
            throw invalid("no " + name);
        }
        return value;
    }

    private static Mode mode(String word) throws StsException {
        return switch (word) {
            case "enforce" -> Mode.ENFORCE;
            case "testing" -> Mode.TESTING;
            case "none" -> Mode.NONE;
            default -> throw invalid("unknown mode: " + shown(word));
        };
    }

    private static Duration maxAge(String value) throws StsException {
        if (!SECONDS.matcher(value).matches()) {
            throw invalid("not a max_age: " + shown(value));
        }
        Duration age = Duration.ofSeconds(Long.parseLong(value));
        return age.compareTo(MAX_AGE) > 0 ? MAX_AGE : age;
    }

    private static String shown(String text) {
        return Printable.of(text, 60);
    }

    private static StsException invalid(String why) {
        return new StsException(TlsFault.STS_POLICY_INVALID, "the policy is not valid: " + why);
    }
}
