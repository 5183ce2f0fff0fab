package org.postern.filters;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.FilterLanguage.Right;
import org.postern.spi.FilterLanguage.Source;

/// Where an Exim filter stands: whose it is, and what it may do.
///
/// @param source the filter
/// @param compiler for its strings
record EximScope(Source source, Compiler compiler) {
    boolean isSystem() {
        return source.system();
    }

    boolean may(Right right) {
        return isSystem() || source.rights().contains(right);
    }

    boolean mayLog() {
        return !isSet(FilterOptions.FORBID_LOGWRITE);
    }

    FilterString string(String text) {
        return FilterString.of(text, source.text().tainted(), compiler);
    }

    /// What strings of the filter may not do.
    Map<String, String> forbidden() {
        Map<String, String> forbidden = new HashMap<>();
        FilterOptions.FORBIDDEN.forEach((option, words) -> {
            if (isSet(option)) {
                forbidden.putAll(words);
            }
        });
        return Map.copyOf(forbidden);
    }

    private boolean isSet(Option<Boolean> option) {
        return router().map(settings -> settings.get(option)).orElse(false);
    }

    private Optional<Settings> router() {
        return source.router();
    }

    /// A file name; one that is not absolute is taken from the home directory where the router says so.
    Text file(Text name, Context context) {
        if (name.value().startsWith("/")
                || !router().map(settings -> settings.get(FilterOptions.PREPEND_HOME))
                        .orElse(false)) {
            return name;
        }
        Text home =
                context.recipient().flatMap(recipient -> recipient.fact("home")).orElse(Text.EMPTY);
        return home.isEmpty() ? name : home.append(Text.trusted("/")).append(name);
    }

    /// The rights that no user's filter has by itself.
    static Set<Right> all() {
        return Set.of(Right.values());
    }
}
