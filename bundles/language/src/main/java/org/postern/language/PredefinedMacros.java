package org.postern.language;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postern.core.Installed;
import org.postern.spi.Driver;
import org.postern.spi.OptionSet;

/// The macros that say what is there, such as `_DRIVER_ROUTER_ACCEPT` or `_OPT_MAIN_MESSAGE_SIZE_LIMIT`
/// (Exim's manual, 6.8).
final class PredefinedMacros {
    private final Set<String> names = new HashSet<>();

    private PredefinedMacros() {}

    static Set<String> of(List<Installed> plugins, Vocabulary vocabulary) {
        PredefinedMacros macros = new PredefinedMacros();
        plugins.forEach(plugin -> plugin.options().forEach(macros::options));
        LanguageOptions.all().forEach(option -> macros.add("_OPT_MAIN_" + option.name()));
        macros.drivers("ROUTER", Vocabulary.Kind.ROUTER, vocabulary);
        macros.drivers("TRANSPORT", Vocabulary.Kind.TRANSPORT, vocabulary);
        macros.drivers("AUTHENTICATOR", Vocabulary.Kind.AUTHENTICATOR, vocabulary);
        vocabulary.names(Vocabulary.Kind.LOOKUP).forEach(type -> {
            macros.add("_LOOKUP_" + type);
            macros.add("_HAVE_LOOKUP_" + type);
        });
        vocabulary.names(Vocabulary.Kind.ITEM).forEach(item -> macros.add("_EXP_ITEM_" + item));
        vocabulary.names(Vocabulary.Kind.OPERATOR).forEach(operator -> macros.add("_EXP_OP_" + operator));
        vocabulary.names(Vocabulary.Kind.TEST).forEach(test -> macros.add("_EXP_COND_" + test));
        vocabulary.names(Vocabulary.Kind.VARIABLE).forEach(variable -> macros.add("_EXP_VAR_" + variable));
        plugins.forEach(plugin -> macros.add("_HAVE_" + plugin.name()));
        return Set.copyOf(macros.names);
    }

    private void add(String name) {
        names.add(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private void options(OptionSet set) {
        String section = switch (set.place()) {
            case MAIN -> "MAIN";
            case ROUTER -> "ROUTER";
            case TRANSPORT -> "TRANSPORT";
            case AUTHENTICATOR -> "AUTHENTICATOR";
        };
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
