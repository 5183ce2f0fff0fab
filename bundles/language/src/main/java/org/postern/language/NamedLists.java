package org.postern.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.core.EffectiveOption;

/// The named lists of a configuration. Each is compiled when it is first used, and all before the
/// configuration is.
final class NamedLists {
    private static final int ITEM_LIMIT = 100_000;

    private final Environment environment;
    private final Map<Key, Raw.NamedList> sources = new HashMap<>();
    private final Map<Key, MatchList<?>> compiled = new HashMap<>();
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
        Raw.NamedList source = sources.get(new Key(kind.ofNames(), name));
        if (source == null) {
            String fault = "unknown named " + kind.ofNames() + " \"+" + name + "\"";
            compiler.complain(fault + compiler.hint(name, names(kind.ofNames())));
            return new UnknownList<>(fault);
        }
        if (!busy.add(source)) {
            throw new ConfigException("+" + name + " refers to itself");
        }
        if (busy.size() > Scope.LIST_DEPTH) {
            busy.remove(source);
            throw new ConfigException("named lists are nested too deep: +" + name);
        }
        try {
            MatchList<?> list =
                    compiler.list(kind, compiler.compiled(source.text()).node());
            boolean kept = source.cached() || (list instanceof PatternList<?> patterns && patterns.usesLookups());
            MatchList<?> result = kept ? new CachedList<>(name, list) : list;
            compiled.put(key, result);
            return result;
        } finally {
            busy.remove(source);
        }
    }

    /// A list that is not there: nothing is known of what it would match, and the log says so each time.
    private record UnknownList<T>(String fault) implements MatchList<T> {
        @Override
        public Match match(T subject, Context context) {
            context.log().panic(fault);
            return new Match.Deferred(fault);
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }

    private List<String> names(ListKind kind) {
        return sources.keySet().stream()
                .filter(key -> key.kind() == kind)
                .map(Key::name)
                .toList();
    }

    /// What is in force.
    List<EffectiveOption> effective() {
        return sources.values().stream()
                .sorted(Comparator.comparingInt(list -> list.place().order()))
                .map(list -> new EffectiveOption(
                        list.kind().word(),
                        "",
                        list.name(),
                        Optional.of(list.text()),
                        Optional.of(list.place().toString()),
                        false))
                .toList();
    }

    /// `${listnamed:NAME}` and `${listnamed_KIND:NAME}`: the items of a named list, and in place of named
    /// lists in it theirs.
    Node listnamed(List<String> arguments, Node subject) throws SyntaxException {
        Optional<ListKind> kind = arguments.isEmpty() ? Optional.empty() : Optional.of(kind(arguments.getFirst()));
        return context -> {
            String written = subject.expand(context).value();
            String name = written.startsWith("+") ? written.substring(1) : written;
            List<String> items = new ArrayList<>();
            items(find(kind, name), items);
            return Text.trusted(String.join(" : ", items));
        };
    }

    private void items(Raw.NamedList list, List<String> to) throws ExpansionException {
        boolean colons = !list.text().stripLeading().startsWith("<");
        for (String item : Lists.split(list.text())) {
            Optional<Raw.NamedList> inner = item.startsWith("+")
                    ? Optional.ofNullable(sources.get(new Key(list.kind(), item.substring(1))))
                    : Optional.empty();
            if (inner.isPresent()) {
                items(inner.get(), to);
            } else {
                to.add(colons ? item : item.replace(":", "::"));
            }
            if (to.size() > ITEM_LIMIT) {
                throw ExpansionException.error("a named list has more than " + ITEM_LIMIT + " items");
            }
        }
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

    private Raw.NamedList find(Optional<ListKind> wanted, String name) throws ExpansionException {
        for (ListKind kind : wanted.map(List::of).orElse(List.of(ListKind.values()))) {
            Raw.NamedList list = sources.get(new Key(kind, name));
            if (list != null) {
                return list;
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
