package org.postern.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;

/// Gives the options of a block their values, and reports all that is wrong with them. Used by one thread.
final class Binder {
    /// Options that may be set several times, and what comes between the texts.
    private static final Map<String, String> REPEATABLE =
            Map.of("headers_add", "\n", "headers_remove", ":", "set", ";");

    private final Environment environment;
    private final EximNames exim;
    private final Problems problems;

    Binder(Environment environment, EximNames exim, Problems problems) {
        this.environment = environment;
        this.exim = exim;
        this.problems = problems;
    }

    /// A block to bind.
    ///
    /// @param label for messages, such as `router local`
    /// @param kind of its options, such as `router option`
    /// @param driver its driver, or the empty string
    /// @param name its name
    /// @param place where it begins
    /// @param lenient whether unknown options are ignored, since the driver that has them is gone
    record Block(String label, String kind, String driver, String name, Place place, boolean lenient) {
        boolean isMain() {
            return kind.equals("main option");
        }
    }

    BoundSettings bind(Block block, List<Raw.Setting> settings, Declared declared) {
        BoundSettings bound = new BoundSettings(block.name(), block.place());
        for (Raw.Setting setting : joined(settings, block)) {
            set(setting, block, declared, bound);
        }
        for (Declared.Entry entry : declared.all()) {
            if (!bound.has(entry.option()) && !bound.isWrong(entry.option())) {
                leftOut(entry, block, bound);
            }
        }
        bound.describe(block.kind().replace(" option", ""), block.driver(), declared);
        return bound;
    }

    /// The settings, with those of one repeatable option made one, and others only once.
    private List<Raw.Setting> joined(List<Raw.Setting> settings, Block block) {
        Map<String, Raw.Setting> byName = new LinkedHashMap<>();
        List<Raw.Setting> kept = new ArrayList<>();
        for (Raw.Setting setting : settings) {
            String name = positive(setting.name());
            Raw.Setting before = byName.putIfAbsent(name, setting);
            if (before == null) {
                kept.add(setting);
            } else if (repeatable(block, name)) {
                Raw.Setting both = new Raw.Setting(before.place(), name, Optional.of(joined(name, before, setting)));
                byName.put(name, both);
                kept.set(kept.indexOf(before), both);
            } else {
                problems.error(
                        setting.place(),
                        block.label() + ": " + setting.name() + ": is set already, at " + before.place());
            }
        }
        return kept;
    }

    private static boolean repeatable(Block block, String name) {
        return !block.driver().isEmpty()
                && (REPEATABLE.containsKey(name)
                        || (name.equals("condition") && block.kind().startsWith("router")));
    }

    private static String joined(String name, Raw.Setting first, Raw.Setting second) {
        String one = first.value().orElse("");
        String two = second.value().orElse("");
        if (name.equals("condition")) {
            return "${if and{{bool_lax{" + one + "}}{bool_lax{" + two + "}}}}";
        }
        return one + REPEATABLE.getOrDefault(name, ":") + two;
    }

    private static String positive(String name) {
        if (name.startsWith("not_")) {
            return name.substring(4);
        }
        return name.startsWith("no_") ? name.substring(3) : name;
    }

    private void set(Raw.Setting setting, Block block, Declared declared, BoundSettings bound) {
        List<Declared.Entry> entries = declared.find(setting.name());
        boolean negated = false;
        if (entries.isEmpty()) {
            entries = declared.find(positive(setting.name())).stream()
                    .filter(entry -> isBoolean(entry, block))
                    .toList();
            negated = !entries.isEmpty();
        }
        if (entries.isEmpty()) {
            unknown(setting, block, declared);
            return;
        }
        for (Declared.Entry entry : entries) {
            try {
                Object value = value(setting, negated, entry, block);
                bound.put(entry.option(), value, text(setting, negated), setting.place());
            } catch (ConfigException e) {
                bound.wrong(entry.option());
                problems.error(setting.place(), block.label() + ": " + setting.name() + ": " + e.getMessage());
            }
        }
        Option<?> first = entries.getFirst().option();
        if (entries.getFirst().synonym()) {
            problems.warning(
                    setting.place(), block.label() + ": " + setting.name() + ": is the older name of " + first.name());
        }
    }

    /// Whether an option may stand alone, and with `no_` before it: also one of those that Exim expands.
    private boolean isBoolean(Declared.Entry entry, Block block) {
        return entry.option().type().isBoolean()
                || exim.option(block.kind(), block.driver(), entry.option().name())
                        .filter(known -> UnsupportedOptions.isBoolean(known.type()))
                        .isPresent();
    }

    private Object value(Raw.Setting setting, boolean negated, Declared.Entry entry, Block block)
            throws ConfigException {
        OptionType<?> type = entry.option().type();
        if (negated && setting.value().isPresent()) {
            throw new ConfigException("an option with no_ or not_ before it has no value");
        }
        if (setting.value().isEmpty() && !isBoolean(entry, block)) {
            throw new ConfigException("= is missing, and then " + type.description());
        }
        return parse(
                entry,
                text(setting, negated),
                warning -> problems.warning(setting.place(), block.label() + ": " + setting.name() + ": " + warning));
    }

    private static String text(Raw.Setting setting, boolean negated) {
        return negated ? "false" : setting.value().orElse("true");
    }

    private Object parse(Declared.Entry entry, String text, java.util.function.Consumer<String> warnings)
            throws ConfigException {
        try {
            return entry.option().type().parse(text, environment.compiler(warnings));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            String what = "option " + entry.option().name();
            throw new ConfigException(
                    entry.guard().map(guard -> guard.blame(what, e)).orElse(what + ": " + e), e);
        }
    }

    private void leftOut(Declared.Entry entry, Block block, BoundSettings bound) {
        Option<?> option = entry.option();
        if (option.isRequired()) {
            boolean reported = bound.isSet(option);
            if (!reported) {
                problems.error(
                        block.place(),
                        block.label() + ": " + option.name() + ": must be set, to "
                                + option.type().description());
            }
            return;
        }
        try {
            Object value = option.defaultText().isPresent()
                    ? parse(entry, option.defaultText().get(), _ -> {})
                    : option.unset().map(Object.class::cast).orElseThrow(() -> new ConfigException("has no default"));
            bound.put(option, value);
        } catch (ConfigException e) {
            problems.error(block.place(), block.label() + ": " + option.name() + ": default: " + e.getMessage());
        }
    }

    private void unknown(Raw.Setting setting, Block block, Declared declared) {
        String name = positive(setting.name());
        Vocabulary vocabulary = environment.vocabulary();
        if (block.lenient() || vocabulary.isDeparted(block.kind(), name)) {
            return;
        }
        String label = block.label() + ": " + setting.name();
        if (!name.equals(setting.name())
                && (!declared.find(name).isEmpty() || exims(setting, block).isPresent())
                && exims(setting, block).filter(word -> fits(word, setting)).isEmpty()) {
            problems.error(setting.place(), label + ": " + name + " is not yes or no, it cannot be negated");
            return;
        }
        Optional<String> feature = vocabulary.feature(block.kind(), name);
        Optional<EximNames.Word> known = exims(setting, block).filter(word -> fits(word, setting));
        boolean isSwitch = block.isMain()
                && known.filter(word -> UnsupportedOptions.isBoolean(word.type()))
                        .isPresent();
        if (known.isPresent() && (feature.isEmpty() || isSwitch)) {
            unsupported(setting, known.get(), label, feature);
            return;
        }
        String remedy = feature.orElseGet(() -> Nearest.hint(name, all(block, declared)));
        problems.error(setting.place(), label + ": no plugin offers the " + block.kind() + " " + name + remedy);
    }

    /// An option of Exim's that nothing offers has no effect, but its value must be right. So has a switch
    /// of the
    /// main section whose feature is not there: what it turns on is not there either.
    private void unsupported(Raw.Setting setting, EximNames.Word word, String label, Optional<String> feature) {
        try {
            boolean negated = !positive(setting.name()).equals(setting.name());
            new UnsupportedOptions(environment.compiler(_ -> {})).check(word.type(), negated, setting.value());
            problems.warning(
                    setting.place(),
                    label
                            + feature.map(remedy -> ": has no effect" + remedy)
                                    .orElse(": is not supported yet, it has no effect"));
        } catch (ConfigException e) {
            problems.error(setting.place(), label + ": " + e.getMessage());
        }
    }

    private Optional<EximNames.Word> exims(Raw.Setting setting, Block block) {
        return exim.option(block.kind(), block.driver(), setting.name())
                .or(() -> exim.option(block.kind(), block.driver(), positive(setting.name())));
    }

    /// Whether the option may be negated, if it is.
    private static boolean fits(EximNames.Word word, Raw.Setting setting) {
        return positive(setting.name()).equals(setting.name()) || UnsupportedOptions.isBoolean(word.type());
    }

    /// The names that a block of this driver may have.
    private Set<String> all(Block block, Declared declared) {
        Set<String> all = declared.names();
        for (String name : exim.of(block.kind())) {
            int dot = name.indexOf('.');
            if (dot < 0 || name.substring(0, dot).equals(block.driver())) {
                all.add(name.substring(dot + 1));
            }
        }
        return all;
    }
}
