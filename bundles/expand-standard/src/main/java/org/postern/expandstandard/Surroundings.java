package org.postern.expandstandard;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;

/// The environment as the configuration permits it: what `keep_environment` names of the process's own, and
/// what `add_environment` adds.
final class Surroundings {
    private final Map<String, String> inherited;
    private final MainOptions options;

    Surroundings(Map<String, String> inherited, MainOptions options) {
        this.inherited = inherited;
        this.options = options;
    }

    /// The value of a variable.
    Optional<String> variable(String name, Context context) throws ExpansionException {
        Optional<String> added = Optional.ofNullable(added(context).get(name));
        if (added.isPresent() || !inherited.containsKey(name) || !isKept(name, context)) {
            return added;
        }
        return Optional.ofNullable(inherited.get(name));
    }

    /// All variables.
    Map<String, String> all(Context context) throws ExpansionException {
        Map<String, String> all = new TreeMap<>();
        for (Map.Entry<String, String> entry : inherited.entrySet()) {
            if (isKept(entry.getKey(), context)) {
                all.put(entry.getKey(), entry.getValue());
            }
        }
        all.putAll(added(context));
        return all;
    }

    private boolean isKept(String name, Context context) throws ExpansionException {
        return switch (options.keptEnvironment(context).match(Text.trusted(name), context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched _ -> false;
            case MatchList.Match.Deferred deferred ->
                throw ExpansionException.defer("keep_environment: " + deferred.reason());
        };
    }

    private Map<String, String> added(Context context) throws ExpansionException {
        Map<String, String> added = new TreeMap<>();
        for (String entry : Lists.split(options.addedEnvironment(context))) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                added.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return added;
    }
}
