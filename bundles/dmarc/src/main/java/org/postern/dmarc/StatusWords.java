package org.postern.dmarc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.dmarc.DmarcResult.Status;

/// The list of the condition, such as `reject : quarantine` or `!accept`: from left to right, the first
/// word that fits decides. Immutable.
record StatusWords(List<Word> words) {
    /// What `temperror` was called before.
    private static final String OLD_TEMPERROR = "error";

    StatusWords {
        words = List.copyOf(words);
    }

    /// One word of the list.
    ///
    /// @param status that it names
    /// @param negated whether it stands for every other status
    record Word(Status status, boolean negated) {}

    /// Reads a list; a word that names no status is an error.
    static StatusWords parse(String list) throws ConfigException {
        List<Word> words = new ArrayList<>();
        for (String item : Lists.split(list)) {
            boolean negated = item.startsWith("!");
            words.add(new Word(status(negated ? item.substring(1).strip() : item), negated));
        }
        if (words.isEmpty()) {
            throw new ConfigException("an empty list matches nothing; name results such as reject : quarantine");
        }
        return new StatusWords(words);
    }

    private static Status status(String name) throws ConfigException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(OLD_TEMPERROR)) {
            return Status.TEMPERROR;
        }
        return Arrays.stream(Status.values())
                .filter(known -> known.label().equals(lower))
                .findFirst()
                .orElseThrow(() -> new ConfigException("not a DMARC result: " + name + "; there are "
                        + Arrays.stream(Status.values()).map(Status::label).collect(Collectors.joining(", "))));
    }

    /// Whether a word fits `status`. A negated word fits every status but its own.
    boolean match(Status status) {
        return words.stream().anyMatch(word -> word.negated() != (word.status() == status));
    }
}
