package org.postern.language;

import java.util.EnumSet;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.core.Rewriting.Place;

/// A rewriting rule (Exim's manual, 31.9).
///
/// @param number its place among the rules, from 1
/// @param pattern what it is for
/// @param replacement what an address becomes; `*` ends rewriting
/// @param flags how
record RewriteRule(int number, RewritePattern pattern, CompiledExpression replacement, Flags flags) {
    private static final Set<Place> HEADERS = EnumSet.range(Place.SENDER, Place.REPLY_TO);
    private static final Set<Place> ENVELOPE = EnumSet.of(Place.ENVELOPE_FROM, Place.ENVELOPE_TO);
    private static final Set<Place> SMTP = EnumSet.of(Place.SMTP_SENDER, Place.SMTP_RECIPIENT);

    /// What the letters after the replacement say.
    ///
    /// @param places where it rewrites
    /// @param quit `q`: no later rule is tried
    /// @param repeat `R`: it is tried again on what it made
    /// @param qualify `Q`: an address without a domain gets one
    /// @param whole `w`: names and comments of a header field are replaced too
    record Flags(Set<Place> places, boolean quit, boolean repeat, boolean qualify, boolean whole) {
        /// Reads the letters of a rule.
        ///
        /// @param global whether the rule is one of the rewrite section, and not of a transport
        static Flags of(String letters, boolean global) throws ConfigException {
            Set<Place> places = EnumSet.noneOf(Place.class);
            for (int i = 0; i < letters.length(); i++) {
                places.addAll(places(letters.charAt(i), global));
            }
            if (places.isEmpty()) {
                places.addAll(HEADERS);
                if (global) {
                    places.addAll(ENVELOPE);
                }
            }
            return new Flags(places, has(letters, 'q'), has(letters, 'R'), has(letters, 'Q'), has(letters, 'w'));
        }

        private static boolean has(String letters, char letter) {
            return letters.indexOf(letter) >= 0;
        }

        private static Set<Place> places(char letter, boolean global) throws ConfigException {
            Set<Place> places = switch (letter) {
                case 'h' -> HEADERS;
                case 's' -> EnumSet.of(Place.SENDER);
                case 'f' -> EnumSet.of(Place.FROM);
                case 't' -> EnumSet.of(Place.TO);
                case 'c' -> EnumSet.of(Place.CC);
                case 'b' -> EnumSet.of(Place.BCC);
                case 'r' -> EnumSet.of(Place.REPLY_TO);
                case 'E' -> ENVELOPE;
                case 'F' -> EnumSet.of(Place.ENVELOPE_FROM);
                case 'T' -> EnumSet.of(Place.ENVELOPE_TO);
                case 'S' -> SMTP;
                case 'q', 'R', 'Q', 'w', ' ', '\t' -> Set.of();
                default ->
                    throw new ConfigException("unknown rewrite flag character '" + letter
                            + "' (could be missing quotes round replacement item)");
            };
            if (!global && !HEADERS.containsAll(places)) {
                throw new ConfigException(
                        "rewriting rules of a transport are for the header only, not '" + letter + "'");
            }
            return places;
        }

        /// Whether the pattern is a regular expression for what SMTP commands say.
        boolean atSmtpTime() {
            return places.containsAll(SMTP);
        }
    }

    boolean isFor(Place place) {
        return flags.places().contains(place);
    }

    /// Whether rewriting ends with this rule, and the address stays.
    boolean isEnd() {
        return replacement.source().equals("*");
    }
}
