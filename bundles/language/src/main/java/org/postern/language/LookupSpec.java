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
/// (Exim's manual,
/// 9.3 to 9.7).
///
/// @param type the type; empty if the plugin that has it is gone
/// @param name its name
/// @param partial for `partial-`, how many components a key keeps at least; otherwise -1
/// @param affix what stands before a shortened key
/// @param star what is tried at last: nothing, `*` or `*@`
/// @param returnsKey whether `ret=key` is set
/// @param options those for the type itself
/// @param compiler for patterns in the source
record LookupSpec(
        Optional<Provided<LookupType>> type,
        String name,
        int partial,
        String affix,
        String star,
        boolean returnsKey,
        List<String> options,
        LanguageCompiler compiler) {
    /// Text that every way to quote changes.
    private static final String PROBE = "a '\"\\;`%*()\n";

    private static final Pattern FORM =
            Pattern.compile("(?:partial(\\d*)(?:\\(([^()]*)\\))?-)?([a-z0-9_]+)(\\*@?)?(?:,(.*))?");

    static LookupSpec parse(String text, Environment environment, Remedies remedies) throws SyntaxException {
        Matcher form = FORM.matcher(text);
        Vocabulary vocabulary = environment.vocabulary();
        if (!form.matches()) {
            throw new SyntaxException("unknown lookup type \"" + text + "\"");
        }
        String name = form.group(3);
        Optional<Provided<LookupType>> type = vocabulary.find(Vocabulary.Kind.LOOKUP, name);
        if (type.isEmpty() && !vocabulary.isDeparted(Vocabulary.Kind.LOOKUP.word(), name)) {
            throw remedies.unknown(
                    "unknown lookup type \"" + name + "\"",
                    Vocabulary.Kind.LOOKUP.word(),
                    name,
                    vocabulary.names(Vocabulary.Kind.LOOKUP));
        }
        boolean isPartial = text.startsWith("partial") && form.start(3) > 0;
        List<String> options = new ArrayList<>();
        boolean returnsKey = false;
        for (String option : Optional.ofNullable(form.group(5)).orElse("").split(",", -1)) {
            if (option.equals("ret=key")) {
                returnsKey = true;
            } else if (!option.isBlank() && !option.startsWith("cache=")) {
                options.add(option.strip());
            }
        }
        return new LookupSpec(
                type,
                name,
                isPartial ? count(form.group(1)) : -1,
                Optional.ofNullable(form.group(2)).orElse("*."),
                Optional.ofNullable(form.group(4)).orElse(""),
                returnsKey,
                List.copyOf(options),
                environment.compilerNow());
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

    /// Whether the source may be text from outside.
    boolean takesTaintedSource() {
        return type.isPresent() && type.get().contribution().takesTaintedSource();
    }

    /// What the lookup finds for `key`; the wild and the fixed part of a partial match become `$1` and `$2`.
    Optional<String> find(Text key, String source, Context context) throws ExpansionException {
        if (type.isEmpty()) {
            throw ExpansionException.defer("lookup type " + name + ": the plugin that has it is not there now");
        }
        try (OpenLookup open = OpenLookup.open(this, type.get(), source, context)) {
            String text = key.value();
            Optional<String> found = open.find(key);
            if (found.isEmpty() && partial >= 0) {
                found = partial(key, open, context);
            }
            if (found.isEmpty() && star.equals("*@") && text.indexOf('@') > 0) {
                found = open.find(key.with("*" + text.substring(text.lastIndexOf('@'))));
            }
            return found.isPresent() || star.isEmpty() ? found : open.find(Text.trusted("*"));
        }
    }

    private Optional<String> partial(Text whole, OpenLookup open, Context context) throws ExpansionException {
        String key = whole.value();
        int start = 0;
        while (true) {
            String rest = key.substring(start);
            boolean last = rest.isEmpty();
            String tried = last ? affix.replaceFirst("\\.$", "") : affix + rest;
            Optional<String> found =
                    components(rest) >= partial && !tried.isEmpty() ? open.find(whole.with(tried)) : Optional.empty();
            if (found.isPresent()) {
                String wild = start == 0 ? "" : key.substring(0, last ? key.length() : start - 1);
                Scope.of(context).captures = new Captures(List.of(key, wild, rest), true);
                return found;
            }
            if (last || components(rest) <= partial) {
                return Optional.empty();
            }
            int dot = rest.indexOf('.');
            start = dot < 0 ? key.length() : start + dot + 1;
        }
    }

    private static int components(String domain) {
        return domain.isEmpty() ? 0 : (int) domain.chars().filter(c -> c == '.').count() + 1;
    }
}
