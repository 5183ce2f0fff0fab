package org.postern.routers;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Words of the form `KEY=VALUE`; a value with spaces stands between double quotes.
final class KeyedWords {
    private final Map<String, String> values = new HashMap<>();

    KeyedWords(String text) {
        int position = 0;
        while (position < text.length()) {
            int equals = text.indexOf('=', position);
            if (equals < 0) {
                return;
            }
            String key = text.substring(position, equals).strip().toLowerCase(Locale.ROOT);
            int start = equals + 1;
            while (start < text.length() && text.charAt(start) == ' ') {
                start++;
            }
            RouteWords words = new RouteWords(text.substring(start));
            values.putIfAbsent(key, words.next());
            position = text.length() - words.rest().length();
        }
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }
}
