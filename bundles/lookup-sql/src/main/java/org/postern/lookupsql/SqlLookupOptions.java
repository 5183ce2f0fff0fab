package org.postern.lookupsql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The options after the name of a lookup: `pgsql,servers=a.example,bind=local_part`.
///
/// @param place what stands after `servers=` or `file=`
/// @param bindings the variables of the parameters
record SqlLookupOptions(Optional<String> place, Bindings bindings) {
    /// Reads the options of the lookup `type`; `word` is the one that says where its data are.
    static SqlLookupOptions parse(String type, String word, List<String> options) throws IOException {
        Optional<String> place = Optional.empty();
        List<String> names = new ArrayList<>();
        for (String option : options) {
            if (option.startsWith(word + "=")) {
                place = Optional.of(option.substring(word.length() + 1));
            } else if (option.startsWith("bind=")) {
                names.addAll(names(option.substring("bind=".length())));
            } else {
                throw new IOException("unknown option of " + type + " lookup: " + option);
            }
        }
        return new SqlLookupOptions(place, new Bindings(names));
    }

    private static List<String> names(String list) throws IOException {
        List<String> names = new ArrayList<>();
        for (String item : list.split(":", -1)) {
            String name = item.startsWith("$") ? item.substring(1) : item;
            if (name.isEmpty()) {
                throw new IOException("bind= needs the names of variables, such as bind=local_part:domain");
            }
            names.add(name);
        }
        return names;
    }
}
