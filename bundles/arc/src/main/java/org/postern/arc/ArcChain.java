package org.postern.arc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.mail.Header;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SyntaxException;
import org.postern.signatures.TagList;

/// The sets of a message by instance, or what is wrong with them (RFC 8617, 5.2, steps 1 to 3).
///
/// @param sets from the oldest on; empty if there is a problem
/// @param problem what is wrong, or the empty string
/// @param instances the highest instance that a field names; 0 if there is none
/// @param domains of the seals, by instance; the empty string where there is none
/// @param ended whether the newest seal says `cv=fail`: nobody adds to such a chain
record ArcChain(List<ArcSet> sets, String problem, int instances, List<String> domains, boolean ended) {
    /// How many sets a chain may have (RFC 8617, 4.2.1).
    static final int MAX_INSTANCES = 50;

    static final ArcChain NONE = new ArcChain(List.of(), "", 0, List.of(), false);

    ArcChain {
        sets = List.copyOf(sets);
        domains = List.copyOf(domains);
    }

    /// Whether a field belongs to a chain.
    static boolean isPart(Header field) {
        return field.is(Seal.FIELD) || field.is(ArcSet.SIGNATURE) || field.is(ArcSet.RESULTS);
    }

    /// The chain in a header.
    static ArcChain of(List<Header> header) {
        Reader reader = new Reader();
        for (Header field : header) {
            if (isPart(field)) {
                reader.add(field);
            }
        }
        return reader.chain();
    }

    /// What is said of a header that is too long to be read.
    static ArcChain tooLong() {
        return new ArcChain(List.of(), "the header is too long", 0, List.of(), false);
    }

    boolean isEmpty() {
        return sets.isEmpty() && problem.isEmpty();
    }

    boolean isBroken() {
        return !problem.isEmpty();
    }

    ArcSet newest() {
        return sets.getLast();
    }

    /// Gathers the fields of a header. Confined to one thread.
    private static final class Reader {
        private static final Pattern INSTANCE = Pattern.compile("[1-9]\\d?");
        private static final Pattern LEADING = Pattern.compile("\\s*+i\\s*+=\\s*+([^\\s;]{1,40})\\s*+;");

        private final TreeMap<Integer, Parts> parts = new TreeMap<>();
        private String problem = "";
        private int fields;

        private static final class Parts {
            private Optional<Header> results = Optional.empty();
            private Optional<SignatureField> signature = Optional.empty();
            private Optional<Seal> seal = Optional.empty();
        }

        void add(Header field) {
            if (++fields > 3 * MAX_INSTANCES) {
                wrong("more than " + MAX_INSTANCES + " sets");
                return;
            }
            try {
                if (field.is(ArcSet.RESULTS)) {
                    results(field);
                } else {
                    tagged(
                            field,
                            TagList.parse(field.text().substring(field.text().indexOf(':') + 1)));
                }
            } catch (SyntaxException e) {
                wrong(field.name() + ": " + e.problem());
            }
        }

        private void wrong(String what) {
            problem = problem.isEmpty() ? what : problem;
        }

        private void results(Header field) throws SyntaxException {
            Matcher leading =
                    LEADING.matcher(field.text().substring(field.text().indexOf(':') + 1));
            if (!leading.lookingAt()) {
                throw new SyntaxException("it does not begin with i=");
            }
            Parts set = set(leading.group(1));
            once(set.results);
            set.results = Optional.of(field);
        }

        private void tagged(Header field, TagList tags) throws SyntaxException {
            Parts set = set(tags.required("i"));
            if (field.is(Seal.FIELD)) {
                once(set.seal);
                set.seal = Optional.of(Seal.parse(field, tags));
                return;
            }
            once(set.signature);
            SignatureField signature = SignatureField.parse(field, tags);
            if (signature.covers(Seal.FIELD)) {
                throw new SyntaxException("h= names " + Seal.FIELD);
            }
            set.signature = Optional.of(signature);
        }

        private Parts set(String instance) throws SyntaxException {
            if (!INSTANCE.matcher(instance).matches() || Integer.parseInt(instance) > MAX_INSTANCES) {
                throw new SyntaxException("not an instance from 1 to " + MAX_INSTANCES + " in i=");
            }
            return parts.computeIfAbsent(Integer.valueOf(instance), _ -> new Parts());
        }

        private static void once(Optional<?> before) throws SyntaxException {
            if (before.isPresent()) {
                throw new SyntaxException("a second one of an instance");
            }
        }

        ArcChain chain() {
            if (parts.isEmpty() && problem.isEmpty()) {
                return NONE;
            }
            int instances = parts.isEmpty() ? 0 : parts.lastKey();
            List<ArcSet> sets = sets(instances);
            List<String> domains = new ArrayList<>();
            for (int i = 1; i <= instances; i++) {
                domains.add(seal(i).map(Seal::domain).orElse(""));
            }
            boolean ended = seal(instances)
                    .filter(seal -> seal.validation().equals("fail"))
                    .isPresent();
            return new ArcChain(problem.isEmpty() ? sets : List.of(), problem, instances, domains, ended);
        }

        private Optional<Seal> seal(int instance) {
            return Optional.ofNullable(parts.get(instance)).flatMap(set -> set.seal);
        }

        private List<ArcSet> sets(int instances) {
            List<ArcSet> sets = new ArrayList<>();
            for (int i = 1; i <= instances; i++) {
                Parts set = parts.getOrDefault(i, new Parts());
                if (set.results.isEmpty() || set.signature.isEmpty() || set.seal.isEmpty()) {
                    wrong("set " + i + " is not complete");
                    continue;
                }
                Seal seal = set.seal.get();
                checkValidation(i, seal.validation(), i == instances);
                sets.add(new ArcSet(i, set.results.get(), set.signature.get(), seal));
            }
            return sets;
        }

        private void checkValidation(int instance, String validation, boolean isNewest) {
            String right = instance == 1 ? "none" : "pass";
            if (isNewest && validation.equals("fail")) {
                wrong("seal " + instance + " says that the chain has failed");
            } else if (!validation.equals(right)) {
                wrong("seal " + instance + " has cv=" + shown(validation) + " and not " + right);
            }
        }

        private static String shown(String word) {
            return word.length() > 20 ? word.substring(0, 20) + "..." : word.toLowerCase(Locale.ROOT);
        }
    }
}
