package org.postern.filters;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// The extensions of Sieve that a filter requires (RFC 5228, 6). Used by one thread.
final class SieveExtensions {
    private static final Set<String> KNOWN = Set.of(
            "comparator-i;ascii-casemap",
            "comparator-i;ascii-numeric",
            "comparator-i;octet",
            "copy",
            "encoded-character",
            "enotify",
            "envelope",
            "fileinto",
            "subaddress",
            "vacation");
    private static final Pattern ENCODED = Pattern.compile("\\$\\{(hex|unicode):([^}]*)}", Pattern.CASE_INSENSITIVE);
    private static final Pattern HEX =
            Pattern.compile("\\s*[0-9a-f]{1,2}(\\s+[0-9a-f]{1,2})*\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNICODE =
            Pattern.compile("\\s*[0-9a-f]+(\\s+[0-9a-f]+)*\\s*", Pattern.CASE_INSENSITIVE);

    private final Optional<Settings> router;
    private final Set<String> required = new HashSet<>();

    /// @param router its options may be needed for an extension
    SieveExtensions(Optional<Settings> router) {
        this.router = router;
    }

    /// Requires an extension; what is wrong with that, if anything is.
    Optional<String> require(String name) {
        if (!KNOWN.contains(name)) {
            return Optional.of("unknown capability \"" + name + "\"");
        }
        if (name.equals("vacation") && isMissing(FilterOptions.SIEVE_VACATION_DIRECTORY)) {
            return Optional.of("vacation disabled: sieve_vacation_directory is not set");
        }
        if (name.equals("enotify") && isMissing(FilterOptions.SIEVE_ENOTIFY_MAILTO_OWNER)) {
            return Optional.of("enotify disabled: sieve_enotify_mailto_owner is not set");
        }
        required.add(name);
        return Optional.empty();
    }

    private boolean isMissing(Option<Optional<Expression>> option) {
        return router.map(settings -> settings.get(option).isEmpty()).orElse(false);
    }

    boolean has(String name) {
        return required.contains(name);
    }

    /// A string with its encoded characters decoded, if that extension is required (RFC 5228, 2.4.2.4).
    String decode(String text) {
        if (!has("encoded-character") || !text.contains("${")) {
            return text;
        }
        Matcher encoded = ENCODED.matcher(text);
        return encoded.replaceAll(found -> Matcher.quoteReplacement(
                found.group(1).toLowerCase(Locale.ROOT).equals("hex")
                        ? hex(found.group(), found.group(2))
                        : unicode(found.group(), found.group(2))));
    }

    private static String hex(String whole, String digits) {
        if (!HEX.matcher(digits).matches()) {
            return whole;
        }
        StringBuilder bytes = new StringBuilder();
        for (String pair : words(digits)) {
            bytes.append((char) Integer.parseInt(pair, 16));
        }
        return bytes.toString();
    }

    private static String unicode(String whole, String digits) {
        if (!UNICODE.matcher(digits).matches()) {
            return whole;
        }
        StringBuilder text = new StringBuilder();
        for (String number : words(digits)) {
            int point = number.length() > 8 ? -1 : (int) Math.min(Long.parseLong(number, 16), Integer.MAX_VALUE);
            if (!Character.isValidCodePoint(point) || (point >= 0xd800 && point < 0xe000)) {
                return whole;
            }
            text.appendCodePoint(point);
        }
        return new String(
                text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
