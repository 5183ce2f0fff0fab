package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.LookupType;

/// How a lookup is done: its type with what stands around its name, such as `partial-lsearch*@,ret=key`
/// (Exim's manual, 9.3 to 9.7).
///
/// @param compiler for patterns in the source
/// @param type the type; empty if the plugin that has it is gone
/// @param name its name
/// @param search which keys are tried
/// @param returnsKey whether `ret=key` is set
/// @param caching where the answers are remembered
/// @param options those for the type itself
record LookupSpec(
        LanguageCompiler compiler,
        Optional<Provided<LookupType>> type,
        String name,
        KeySearch search,
        boolean returnsKey,
        LookupCaching caching,
        List<String> options) {
    /// Text that every way to quote changes.
    private static final String PROBE = "a '\"\\;`%*()\n";

    private static final Pattern FORM = Pattern.compile(
            "(?:partial(\\d*)(?:-|\\(([\\p{Punct}&&[^()]]*)\\)))?([a-z0-9_]+)(\\*@?)?(?:,(.*))?", Pattern.DOTALL);

    static LookupSpec parse(String text, Environment environment, Remedies remedies) throws SyntaxException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new SyntaxException(complaint(text));
        }
        String name = form.group(3);
        Optional<Provided<LookupType>> type = type(name, environment.vocabulary(), remedies);
        boolean returnsKey = false;
        LookupCaching caching = LookupCaching.of(environment);
        List<String> options = new ArrayList<>();
        for (String option : Optional.ofNullable(form.group(5)).orElse("").split(",", -1)) {
            Optional<LookupCaching> changed = caching.with(option.strip());
            caching = changed.orElse(caching);
            switch (option.strip()) {
                case "ret=key" -> returnsKey = true;
                case "" -> {}
                case String other when changed.isEmpty() -> options.add(other);
                default -> {} // about caching
            }
        }
        KeySearch search = search(form);
        checkQuery(type, name, search);
        if (caching.isShared() && type.isPresent() && type.get().contribution().dependsOnContext()) {
            throw new SyntaxException("\"cache_ttl\" is not permitted for lookup type \"" + name
                    + "\": what it finds depends on the message");
        }
        return new LookupSpec(environment.compilerNow(), type, name, search, returnsKey, caching, List.copyOf(options));
    }

    private static String complaint(String text) {
        if (text.isEmpty()) {
            return "missing lookup type";
        }
        return (text.startsWith("partial") ? "format error in lookup type \"" : "unknown lookup type \"") + text + "\"";
    }

    private static Optional<Provided<LookupType>> type(String name, Vocabulary vocabulary, Remedies remedies)
            throws SyntaxException {
        Optional<Provided<LookupType>> type = vocabulary.find(Vocabulary.Kind.LOOKUP, name);
        if (type.isEmpty() && !vocabulary.isDeparted(Vocabulary.Kind.LOOKUP.word(), name)) {
            throw remedies.unknown(
                    "unknown lookup type \"" + name + "\"",
                    Vocabulary.Kind.LOOKUP.word(),
                    name,
                    vocabulary.names(Vocabulary.Kind.LOOKUP));
        }
        return type;
    }

    private static KeySearch search(Matcher form) {
        Optional<String> digits = Optional.ofNullable(form.group(1));
        return new KeySearch(
                digits.map(LookupSpec::count).orElse(-1),
                Optional.ofNullable(form.group(2)).orElse("*."),
                Optional.ofNullable(form.group(4)).orElse(""));
    }

    private static void checkQuery(Optional<Provided<LookupType>> type, String name, KeySearch search)
            throws SyntaxException {
        boolean isQuery = type.isPresent() && type.get().contribution().style() == LookupType.Style.QUERY;
        if (isQuery && search.partial() >= 0) {
            throw new SyntaxException("\"partial\" is not permitted for lookup type \"" + name + "\"");
        }
        if (isQuery && !search.star().isEmpty()) {
            throw new SyntaxException("defaults using \"*\" or \"*@\" are not permitted for lookup type \"" + name
                    + search.star() + "\"");
        }
    }

    private static int count(String digits) {
        return digits.isEmpty() ? 2 : Integer.parseInt(digits.substring(0, Math.min(digits.length(), 4)));
    }

    boolean isQuery() {
        return type.isPresent() && type.get().contribution().style() == LookupType.Style.QUERY;
    }

    boolean isSingleKey() {
        return type.isPresent() && type.get().contribution().style() == LookupType.Style.SINGLE_KEY;
    }

    /// Whether strings from outside must be quoted in queries of this type: it has a way to do it.
    boolean mustQuote() {
        return type.isPresent() && !PROBE.equals(type.get().contribution().quote(PROBE));
    }

    /// Whether what is quoted for `other` is quoted for this type.
    boolean isQuotedBy(LookupType other) {
        return other.name().equals(name)
                || (type.isPresent()
                        && other.quote(PROBE).equals(type.get().contribution().quote(PROBE)));
    }

    /// Whether the source may be text from outside.
    boolean takesTaintedSource() {
        return type.isPresent() && type.get().contribution().takesTaintedSource();
    }

    /// What a query finds.
    Optional<Text> query(Text query, Context context) throws ExpansionException {
        try (OpenLookup open = OpenLookup.of(this, "", context)) {
            return open.find(query);
        }
    }

    /// What there is for `key` in a source. If the match was partial or by a default, `$1` and `$2` become
    /// its wild and its fixed part, and `$0` is `whole`.
    Optional<Text> find(Text key, String source, Text whole, Context context) throws ExpansionException {
        try (OpenLookup open = OpenLookup.of(this, source, context)) {
            Optional<KeySearch.Hit> hit = search.find(key, open);
            hit.flatMap(KeySearch.Hit::parts)
                    .ifPresent(parts -> Scope.of(context).captures = new Captures(
                            List.of(whole.value(), parts.wild(), parts.fixed()), key.tainted() || whole.tainted()));
            return hit.map(found -> returnsKey ? Text.trusted(key.value()) : found.value());
        } catch (LookupDeferred e) {
            throw e.of(key.value());
        }
    }
}
