package org.postern.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.core.Installed;
import org.postern.core.KnownWord;
import org.postern.core.KnownWord.Support;
import org.postern.core.LogSelector;
import org.postern.spi.OptionSet;

/// What becomes of each word of Exim's here, by what the plugins offer.
///
/// @param plugins those that are there
/// @param vocabulary their words
/// @param exim Exim's
record KnownWords(List<Installed> plugins, Vocabulary vocabulary, EximNames exim) {
    private static final List<String> KINDS =
            List.of("ACL condition", "ACL modifier", "expansion item", "expansion operator", "expansion condition");

    /// Defaults that mean nothing.
    private static final Set<String> UNSET = Set.of("", "unset", "no", "false", "0", "0s");

    List<KnownWord> all() {
        List<KnownWord> all = new ArrayList<>();
        options(OptionSet.Place.MAIN, all);
        drivers("router driver", OptionSet.Place.ROUTER, Vocabulary.Kind.ROUTER, all);
        drivers("transport driver", OptionSet.Place.TRANSPORT, Vocabulary.Kind.TRANSPORT, all);
        drivers("authenticator driver", OptionSet.Place.AUTHENTICATOR, Vocabulary.Kind.AUTHENTICATOR, all);
        words("ACL verb", Verb.words(), all);
        words("ACL control", vocabulary.names(Vocabulary.Kind.CONTROL), all);
        words("ACL verification", vocabulary.names(Vocabulary.Kind.VERIFICATION), all);
        PredefinedMacros.OwnWords own = new PredefinedMacros.OwnWords(vocabulary, exim);
        KINDS.forEach(kind -> words(kind, own.of(kind), all));
        words("variable", variables(), all);
        words("lookup type", vocabulary.names(Vocabulary.Kind.LOOKUP), all);
        words("log selector", LogSelector.heeded(), all);
        words("command line option", Set.of(), all); // who has the command line knows more
        return List.copyOf(all);
    }

    private Collection<String> variables() {
        Variables variables = new Variables(vocabulary, StandardCharsets.ISO_8859_1, "");
        return exim.of("variable").stream()
                .filter(name -> variables.find(name).isPresent())
                .toList();
    }

    private void words(String kind, Collection<String> offered, List<KnownWord> to) {
        for (String name : exim.of(kind)) {
            to.add(word(kind, name, offered.contains(name)));
        }
    }

    private KnownWord word(String kind, String name, boolean offered) {
        if (offered) {
            return new KnownWord(kind, name, Support.WORKS, "");
        }
        String plain = name.substring(name.indexOf('.') + 1);
        Optional<String> feature = vocabulary.featureName(kind, plain);
        if (feature.isPresent()) {
            return new KnownWord(kind, name, Support.FEATURE, feature.get());
        }
        boolean ignored = kind.endsWith(" option") || kind.equals("variable") || kind.equals("log selector");
        return new KnownWord(kind, name, ignored ? Support.WARNING : Support.ABSENT, "");
    }

    private <D extends org.postern.spi.Driver<?>> void drivers(
            String kind, OptionSet.Place place, Vocabulary.Kind<D> drivers, List<KnownWord> to) {
        words(kind, vocabulary.names(drivers), to);
        options(place, to);
    }

    private void options(OptionSet.Place place, List<KnownWord> to) {
        String kind = place.name().toLowerCase(Locale.ROOT) + " option";
        Map<String, Option<?>> offered = offered(place);
        for (String name : new TreeSet<>(exim.of(kind))) {
            int dot = name.indexOf('.');
            if (name.equals("driver") || (dot > 0 && isDriverless(place, name.substring(0, dot)))) {
                to.add(
                        name.equals("driver")
                                ? new KnownWord(kind, name, Support.WORKS, "")
                                : new KnownWord(kind, name, Support.ABSENT, ""));
                continue;
            }
            Optional<Option<?>> option = Optional.ofNullable(offered.get(name));
            KnownWord word = word(kind, name, option.isPresent());
            String note = option.map(known -> difference(known, kind, name)).orElse(word.note());
            to.add(new KnownWord(kind, name, word.support(), note));
        }
    }

    /// Whether no plugin offers a driver, so that its options are nothing that a configuration can set.
    private boolean isDriverless(OptionSet.Place place, String driver) {
        Set<String> there = switch (place) {
            case MAIN -> Set.of();
            case ROUTER -> vocabulary.names(Vocabulary.Kind.ROUTER);
            case TRANSPORT -> vocabulary.names(Vocabulary.Kind.TRANSPORT);
            case AUTHENTICATOR -> vocabulary.names(Vocabulary.Kind.AUTHENTICATOR);
        };
        return !there.contains(driver);
    }

    private Map<String, Option<?>> offered(OptionSet.Place place) {
        Map<String, Option<?>> offered = new TreeMap<>();
        if (place == OptionSet.Place.MAIN) {
            LanguageOptions.all().forEach(option -> offered.put(option.name(), option));
        }
        for (Installed plugin : plugins) {
            for (OptionSet set : plugin.options()) {
                if (set.place() == place) {
                    add(set.driver(), set.options(), offered);
                }
            }
        }
        switch (place) {
            case MAIN -> {}
            case ROUTER -> ofDrivers(Vocabulary.Kind.ROUTER, offered);
            case TRANSPORT -> ofDrivers(Vocabulary.Kind.TRANSPORT, offered);
            case AUTHENTICATOR -> ofDrivers(Vocabulary.Kind.AUTHENTICATOR, offered);
        }
        return offered;
    }

    private <D extends org.postern.spi.Driver<?>> void ofDrivers(
            Vocabulary.Kind<D> kind, Map<String, Option<?>> offered) {
        for (String name : vocabulary.names(kind)) {
            vocabulary
                    .find(kind, name)
                    .ifPresent(driver -> add(name, driver.contribution().options(), offered));
        }
    }

    private static void add(String driver, List<? extends Option<?>> options, Map<String, Option<?>> to) {
        String prefix = driver.isEmpty() ? "" : driver + ".";
        for (Option<?> option : options) {
            to.put(prefix + option.name(), option);
            option.synonyms().forEach(older -> to.put(prefix + older, option));
        }
    }

    /// How the default differs from Exim's, if both are said and do.
    private String difference(Option<?> option, String kind, String name) {
        String exims = exim.option(kind, "", name).map(EximNames.Word::standard).orElse("");
        String own = option.defaultText().orElse("unset");
        boolean unknown = exims.isEmpty() || exims.contains("see") || exims.contains(" ");
        boolean bothUnset = UNSET.contains(exims) && UNSET.contains(own);
        return unknown || bothUnset || sameValue(option, own, exims)
                ? ""
                : "default " + (own.isEmpty() ? "empty" : own) + ", Exim's is " + exims;
    }

    private boolean sameValue(Option<?> option, String own, String exims) {
        if (own.equals(exims)) {
            return true;
        }
        LanguageCompiler none = new Environment(
                        new Vocabulary(List.of(), Set.of(), List.of(), exim),
                        new Environment.Limits(1, StandardCharsets.ISO_8859_1, true),
                        new Network(Optional::empty, Optional::empty))
                .compilerNow();
        try {
            return option.type().parse(own, none).equals(option.type().parse(exims, none));
        } catch (ConfigException _) {
            return false;
        }
    }
}
