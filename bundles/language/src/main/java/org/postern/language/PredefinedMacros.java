package org.postern.language;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.postern.core.Installed;
import org.postern.core.LogSelector;
import org.postern.spi.Driver;
import org.postern.spi.OptionSet;

/// The macros that say what is there, such as `_DRIVER_ROUTER_ACCEPT` or `_OPT_MAIN_MESSAGE_SIZE_LIMIT`
/// (Exim's manual, 6.8): those of words that the language or a plugin has, and those that follow from them,
/// as `_HAVE_TLS` does from `_OPT_MAIN_TLS_CERTIFICATE`.
final class PredefinedMacros {
    private final Map<String, String> values = new HashMap<>();

    private PredefinedMacros() {}

    static Map<String, String> of(List<Installed> plugins, Vocabulary vocabulary, EximNames exim) {
        PredefinedMacros macros = new PredefinedMacros();
        plugins.forEach(plugin -> plugin.options().forEach(macros::options));
        LanguageOptions.all().forEach(option -> macros.add("_OPT_MAIN_" + option.name()));
        macros.drivers("ROUTER", Vocabulary.Kind.ROUTER, vocabulary);
        macros.drivers("TRANSPORT", Vocabulary.Kind.TRANSPORT, vocabulary);
        macros.drivers("AUTHENTICATOR", Vocabulary.Kind.AUTHENTICATOR, vocabulary);
        for (String type : vocabulary.names(Vocabulary.Kind.LOOKUP)) {
            macros.add("_LOOKUP_" + type);
            macros.add("_HAVE_LOOKUP_" + type);
        }
        OwnWords own = new OwnWords(vocabulary, exim);
        macros.words("_EXP_ITEM_", own.of("expansion item"));
        macros.words("_EXP_OP_", own.of("expansion operator"));
        macros.words("_EXP_COND_", own.of("expansion condition"));
        macros.words("_EXP_VAR_", own.of("variable"));
        macros.words("_ACL_COND_", own.of("ACL condition"));
        macros.words("_ACL_MOD_", own.of("ACL modifier"));
        macros.words("_LOG_", LogSelector.heeded());
        plugins.forEach(plugin -> macros.add("_HAVE_" + plugin.name()));
        macros.words("_HAVE_", Set.of("IPV6", "ICONV"));
        exim.presences().stream()
                .filter(presence -> macros.values.containsKey(presence.with()))
                .forEach(presence -> macros.values.put(presence.name(), presence.value()));
        return Map.copyOf(macros.values);
    }

    /// The words that can be used: those of the language itself, and those of plugins.
    ///
    /// @param vocabulary those of plugins
    /// @param exim tells conditions of ACLs from modifiers
    record OwnWords(Vocabulary vocabulary, EximNames exim) {
        Set<String> of(String kind) {
            return switch (kind) {
                case "expansion item" -> vocabulary.with(Vocabulary.Kind.ITEM, ItemParser.OWN_ITEMS);
                case "expansion operator" -> vocabulary.with(Vocabulary.Kind.OPERATOR, ItemParser.OWN_OPERATORS);
                case "expansion condition" -> vocabulary.with(Vocabulary.Kind.TEST, ConditionParser.OWN);
                case "variable" -> vocabulary.with(Vocabulary.Kind.VARIABLE, Variables.OWN);
                case "ACL condition" -> vocabulary.with(Vocabulary.Kind.CONDITION, ofAcls(kind));
                case "ACL modifier" -> vocabulary.with(Vocabulary.Kind.MODIFIER, ofAcls(kind));
                default -> Set.of();
            };
        }

        private Set<String> ofAcls(String kind) {
            Set<String> own = new TreeSet<>(AclCompiler.OWN);
            own.retainAll(exim.of(kind));
            return own;
        }
    }

    private void words(String prefix, Set<String> words) {
        words.forEach(word -> add(prefix + word));
    }

    private void add(String name) {
        values.put(name.toUpperCase(Locale.ROOT).replace('-', '_'), "y");
    }

    private void options(OptionSet set) {
        String section = set.place().name();
        boolean ofAll = set.driver().isEmpty() && set.place() != OptionSet.Place.MAIN;
        String prefix = "_OPT_" + section + (ofAll ? "S_" : "_") + (set.driver().isEmpty() ? "" : set.driver() + "_");
        set.options().forEach(option -> add(prefix + option.name()));
    }

    private <D extends Driver<?>> void drivers(String section, Vocabulary.Kind<D> kind, Vocabulary vocabulary) {
        for (String name : vocabulary.names(kind)) {
            add("_DRIVER_" + section + "_" + name);
            vocabulary
                    .find(kind, name)
                    .ifPresent(driver -> driver.contribution()
                            .options()
                            .forEach(option -> add("_OPT_" + section + "_" + name + "_" + option.name())));
        }
    }
}
