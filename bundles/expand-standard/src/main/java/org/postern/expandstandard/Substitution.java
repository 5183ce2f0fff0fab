package org.postern.expandstandard;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// `${sg{SUBJECT}{PATTERN}{REPLACEMENT}}`: replaces what the pattern matches. The replacement, expanded once
/// already, may
/// have `$0` to `$9`, `${10}` and backslash escapes. The time that a pattern may take is bounded.
final class Substitution {
    private static final int MAX_LENGTH = 16 << 20;

    private Substitution() {}

    static Item item() {
        return new Item("sg", 3, (arguments, _) -> substitute(arguments));
    }

    private static Text substitute(Arguments arguments) throws ExpansionException {
        Text subject = arguments.expand(0);
        Text pattern = arguments.expand(1);
        Text replacement = arguments.expand(2);
        boolean tainted = subject.tainted() || replacement.tainted();
        try {
            Matcher matcher =
                    Pattern.compile(pattern.value(), Pattern.UNIX_LINES).matcher(new CountedSteps(subject.value()));
            StringBuilder result = new StringBuilder();
            int end = 0;
            while (matcher.find()) {
                result.append(subject.value(), end, matcher.start());
                insert(replacement.value(), matcher, result);
                end = matcher.end();
                if (result.length() > MAX_LENGTH) {
                    throw ExpansionException.error("\"sg\" makes more than " + MAX_LENGTH + " characters");
                }
            }
            return new Text(
                    result.append(subject.value(), end, subject.value().length())
                            .toString(),
                    tainted);
        } catch (PatternSyntaxException e) {
            throw ExpansionException.error("regular expression error in \"" + pattern + "\": " + e.getDescription()
                    + " at offset " + Math.max(0, e.getIndex()));
        } catch (CountedSteps.TooManyException | StackOverflowError _) {
            throw ExpansionException.error("regular expression \"" + pattern + "\" takes too long to match");
        }
    }

    private static void insert(String replacement, Matcher matcher, StringBuilder result) throws ExpansionException {
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c == '\\' && i + 1 < replacement.length()) {
                result.append(escaped(replacement.charAt(++i)));
            } else if (c == '$') {
                i = group(replacement, i + 1, matcher, result);
            } else {
                result.append(c);
            }
        }
    }

    /// Appends the group whose number begins at `start`; where it ends.
    private static int group(String replacement, int start, Matcher matcher, StringBuilder result)
            throws ExpansionException {
        boolean braced = replacement.startsWith("{", start);
        int first = braced ? start + 1 : start;
        int end = first;
        while (end < replacement.length() && end < first + 3 && isDigit(replacement.charAt(end))) {
            end++;
        }
        if (end == first || (braced && !replacement.startsWith("}", end))) {
            throw ExpansionException.error(
                    "the replacement of \"sg\" may only have $0 to $9 and the like: \"" + replacement + "\"");
        }
        int number = Integer.parseInt(replacement.substring(first, end));
        String group = number <= matcher.groupCount() ? matcher.group(number) : null;
        result.append(group == null ? "" : group);
        return braced ? end : end - 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }
}
