package org.postern.filters;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;

/// Compiles what follows `mail` and `vacation`. Used by one thread.
final class EximMailParser {
    /// The words that take a string.
    static final List<String> PARTS =
            List.of("to", "cc", "bcc", "from", "reply_to", "subject", "extra_headers", "text", "file", "log", "once");

    private final EximReader reader;
    private final EximScope scope;
    private final Map<String, FilterString> parts = new LinkedHashMap<>();
    private boolean expandFile;
    private boolean returnMessage;
    private Optional<Duration> onceRepeat = Optional.empty();

    EximMailParser(EximReader reader, EximScope scope) {
        this.reader = reader;
        this.scope = scope;
    }

    /// The command, up to the first word that does not belong to it.
    EximCommand command(boolean vacation, EximPrefix prefix) throws FilterFault {
        while (part(reader.peekWord(false))) {
            // All that belongs to the command is taken.
        }
        if (vacation) {
            addDefaults();
        }
        return new EximMail(
                vacation,
                Map.copyOf(parts),
                expandFile,
                returnMessage,
                onceRepeat.orElse(vacation ? Duration.ofDays(7) : Duration.ZERO),
                prefix.isSeen(false),
                prefix.isSilent());
    }

    private boolean part(String word) throws FilterFault {
        if (PARTS.contains(word)) {
            reader.word(false);
            put(word, reader.string("\"" + word + "\"", false));
            return true;
        }
        switch (word) {
            case "expand" -> {
                reader.word(false);
                expect("file", word);
                expandFile = true;
                put("file", reader.string("\"file\"", false));
            }
            case "return" -> {
                reader.word(false);
                expect("message", word);
                returnMessage = true;
            }
            case "once_repeat" -> {
                reader.word(false);
                onceRepeat = Optional.of(time(reader.string("\"once_repeat\"", false)));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void put(String name, String value) throws FilterFault {
        if (parts.putIfAbsent(name, scope.string(value)) != null) {
            throw reader.fault("\"" + name + "\" is repeated");
        }
    }

    private void expect(String wanted, String after) throws FilterFault {
        if (!reader.takeWord(wanted, false)) {
            throw reader.fault("\"" + wanted + "\" expected after \"" + after + "\"");
        }
    }

    private Duration time(String text) throws FilterFault {
        try {
            return OptionTypes.time(text);
        } catch (ConfigException _) {
            throw reader.fault("malformed time value \"" + text + "\" for \"once_repeat\"");
        }
    }

    private void addDefaults() {
        if (!parts.containsKey("file") && !parts.containsKey("text")) {
            expandFile = true;
            parts.put("file", scope.string(".vacation.msg"));
        }
        parts.putIfAbsent("log", scope.string(".vacation.log"));
        parts.putIfAbsent("once", scope.string(".vacation"));
        parts.putIfAbsent("subject", scope.string("On vacation"));
    }
}
