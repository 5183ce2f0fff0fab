package org.postern.language;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;

/// The named lists of a configuration. Each is compiled when it is first used, and all before the
/// configuration is.
final class NamedLists {
    private final Environment environment;
    private final Map<Key, Raw.NamedList> sources = new HashMap<>();
    private final Map<Key, MatchList<?>> compiled = new HashMap<>();
    private final Map<Key, CompiledExpression> texts = new HashMap<>();
    private final Set<Raw.NamedList> busy = new HashSet<>();

    NamedLists(Environment environment) {
        this.environment = environment;
    }

    /// What a list is known by.
    private record Key(ListKind kind, String name) {
        static Key of(Raw.NamedList list) {
            return new Key(list.kind(), list.name());
        }
    }

    /// Takes the lists of a configuration, and compiles them all.
    void define(List<Raw.NamedList> lists, Problems problems) {
        for (Raw.NamedList list : lists) {
            Raw.NamedList before = sources.putIfAbsent(Key.of(list), list);
            if (before != null) {
                problems.error(list.place(), label(list) + ": the list is there already, at " + before.place());
            }
        }
        for (Raw.NamedList list : lists) {
            try {
                LanguageCompiler compiler =
                        environment.compiler(warning -> problems.warning(list.place(), label(list) + ": " + warning));
                get(list.kind(), list.name(), compiler);
                texts.put(Key.of(list), compiler.compiled(list.text()));
            } catch (ConfigException e) {
                problems.error(list.place(), label(list) + ": " + e.getMessage());
            }
        }
    }

    private static String label(Raw.NamedList list) {
        return "main: " + list.kind().word() + " " + list.name();
    }

    /// The list `name`.
    MatchList<?> get(ListKind kind, String name, LanguageCompiler compiler) throws ConfigException {
        Key key = new Key(kind, name);
        MatchList<?> known = compiled.get(key);
        if (known != null) {
            return known;
        }
        Raw.NamedList source = sources.get(key);
        if (source == null) {
            throw new ConfigException(
                    "unknown named " + kind + " \"+" + name + "\"" + compiler.hint(name, names(kind)));
        }
        if (!busy.add(source)) {
            throw new ConfigException("+" + name + " refers to itself");
        }
        try {
            MatchList<?> list = compiler.list(kind, source.text());
            boolean kept = source.cached() || (list instanceof PatternList<?> patterns && patterns.usesLookups());
            MatchList<?> result = kept ? new CachedList<>(name, list) : list;
            compiled.put(key, result);
            return result;
        } finally {
            busy.remove(source);
        }
    }

    private List<String> names(ListKind kind) {
        return sources.keySet().stream()
                .filter(key -> key.kind() == kind)
                .map(Key::name)
                .toList();
    }

    /// `${listnamed:NAME}` and `${listnamed_KIND:NAME}`: the text of a named list.
    Node listnamed(List<String> arguments, Node subject) throws SyntaxException {
        Optional<ListKind> kind = arguments.isEmpty() ? Optional.empty() : Optional.of(kind(arguments.getFirst()));
        return context -> {
            Text name = subject.expand(context);
            return text(kind, name.value()).expand(context);
        };
    }

    private static ListKind kind(String letter) throws SyntaxException {
        return switch (letter) {
            case "a" -> ListKind.ADDRESS;
            case "d" -> ListKind.DOMAIN;
            case "h" -> ListKind.HOST;
            case "l" -> ListKind.LOCAL_PART;
            default -> throw new SyntaxException("bad suffix on \"list\" operator");
        };
    }

    private CompiledExpression text(Optional<ListKind> wanted, String name) throws ExpansionException {
        for (ListKind kind : wanted.map(List::of).orElse(List.of(ListKind.values()))) {
            CompiledExpression text = texts.get(new Key(kind, name));
            if (text != null) {
                return text;
            }
        }
        String what = wanted.map(kind -> switch (kind) {
                    case ADDRESS -> "an address ";
                    case LOCAL_PART -> "a localpart ";
                    case HOST -> "a host ";
                    default -> "a domain ";
                })
                .orElse("a ");
        throw ExpansionException.error("\"" + name + "\" is not " + what + "named list");
    }
}
