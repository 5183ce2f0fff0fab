package org.postern.language;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// Which keys a single-key lookup tries, one after the other (Exim's manual, 9.6 and 9.7).
///
/// @param partial for `partial-`, how many components a key keeps at least; otherwise -1
/// @param affix what stands before a shortened key
/// @param star what is tried at last: nothing, `*` or `*@`
record KeySearch(int partial, String affix, String star) {
    /// Asks for one key.
    @FunctionalInterface
    interface Source {
        Optional<Text> find(Text key) throws ExpansionException;
    }

    /// What was found.
    ///
    /// @param value the value
    /// @param parts how the key matched; empty if the lookup has no way to match a part
    record Hit(Text value, Optional<Parts> parts) {}

    /// How a key matched.
    ///
    /// @param wild the part that did not have to be there
    /// @param fixed the rest
    record Parts(String wild, String fixed) {}

    Optional<Hit> find(Text key, Source source) throws ExpansionException {
        Optional<Hit> hit = hit(source.find(key), "", key.value())
                .map(found -> partial >= 0 ? found : new Hit(found.value(), Optional.empty()));
        if (hit.isEmpty() && partial >= 0) {
            hit = shortened(key, source);
        }
        if (hit.isEmpty() && star.equals("*@")) {
            hit = inDomain(key, source);
        }
        return hit.isPresent() || star.isEmpty() ? hit : hit(source.find(Text.trusted("*")), key.value(), "");
    }

    private static Optional<Hit> hit(Optional<Text> value, String wild, String fixed) {
        return value.map(found -> new Hit(found, Optional.of(new Parts(wild, fixed))));
    }

    private Optional<Hit> shortened(Text whole, Source source) throws ExpansionException {
        String key = whole.value();
        Optional<Hit> hit = affix.isEmpty() ? Optional.empty() : hit(source.find(whole.with(affix + key)), "", key);
        int start = 0;
        for (long dots = key.chars().filter(c -> c == '.').count(); hit.isEmpty() && dots >= partial; dots--) {
            int dot = key.indexOf('.', start);
            if (dot < 0) {
                String bare =
                        affix.length() > 1 && affix.endsWith(".") ? affix.substring(0, affix.length() - 1) : affix;
                return bare.isEmpty() ? Optional.empty() : hit(source.find(Text.trusted(bare)), key, "");
            }
            start = dot + 1;
            String rest = key.substring(start);
            hit = hit(source.find(whole.with(affix + rest)), key.substring(0, dot), rest);
        }
        return hit;
    }

    private static Optional<Hit> inDomain(Text key, Source source) throws ExpansionException {
        int at = key.value().lastIndexOf('@');
        return at <= 0
                ? Optional.empty()
                : hit(
                        source.find(key.with("*" + key.value().substring(at))),
                        key.value().substring(0, at),
                        "");
    }
}
