package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A regular expression, compiled once, whose matching takes a bounded number of steps.
final class Regex {
    private final Pattern pattern;
    private final long limit;

    private Regex(Pattern pattern, long limit) {
        this.pattern = pattern;
        this.limit = limit;
    }

    /// Compiles a PCRE pattern. A match that looks at characters more than `limit` times is given up.
    static Regex compile(String pcre, boolean caseless, long limit) throws SyntaxException {
        int flags = Pattern.UNIX_LINES | (caseless ? Pattern.CASE_INSENSITIVE : 0);
        try {
            return new Regex(Pattern.compile(PcreSyntax.toJava(pcre), flags), limit);
        } catch (PatternSyntaxException e) {
            throw new SyntaxException("regular expression error in \"" + pcre + "\": " + described(e)
                    + (e.getIndex() < 0 ? "" : " at offset " + e.getIndex()));
        } catch (StackOverflowError e) {
            throw new SyntaxException("regular expression is nested too deep");
        }
    }

    /// The fault in the words of PCRE, where it has some.
    private static String described(PatternSyntaxException e) {
        String what = e.getDescription();
        return switch (what) {
            case "Unclosed group" -> "missing closing parenthesis";
            case "Unclosed character class" -> "missing terminating ] for character class";
            case "Unmatched closing ')'" -> "unmatched closing parenthesis";
            default ->
                what.startsWith("Dangling meta character")
                        ? "quantifier does not follow a repeatable item"
                        : Character.toLowerCase(what.charAt(0)) + what.substring(1);
        };
    }

    /// Looks for the first match; what it captured.
    Optional<Captures> find(Text subject) throws ExpansionException {
        Matcher matcher = matcher(subject.value());
        return find(matcher) ? Optional.of(captures(matcher, subject.tainted())) : Optional.empty();
    }

    /// A matcher for several matches in one subject, which together take at most the limit of steps.
    Matcher matcher(String subject) {
        return pattern.matcher(new Counted(subject, new Steps(limit)));
    }

    /// Looks for the next match.
    boolean find(Matcher matcher) throws ExpansionException {
        try {
            return matcher.find();
        } catch (TooManySteps | StackOverflowError e) {
            throw ExpansionException.defer(
                    "regular expression " + pattern + " takes more steps than regex_match_limit");
        }
    }

    static Captures captures(Matcher matcher, boolean tainted) {
        List<String> groups = new ArrayList<>(matcher.groupCount() + 1);
        for (int i = 0; i <= matcher.groupCount(); i++) {
            groups.add(Optional.ofNullable(matcher.group(i)).orElse(""));
        }
        return new Captures(List.copyOf(groups), tainted);
    }

    /// How often characters may still be looked at. Confined to one match.
    private static final class Steps {
        private long left;

        private Steps(long left) {
            this.left = left;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooManySteps() {
            super("regex_match_limit", null, false, false);
        }
    }

    /// A subject that counts how often its characters are looked at: what backtracking costs.
    private record Counted(String text, Steps steps) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (--steps.left < 0) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public boolean isEmpty() {
            return text.isEmpty();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
