package org.postern.spf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.spf.SpfResult.Code;

/// The list of a condition, such as `fail : softfail` or `!pass`: from left to right, the first word that
/// fits decides. Immutable.
record ResultWords(List<Word> words) {
    private static final Map<String, Code> SYNONYMS = Map.of("err_perm", Code.PERMERROR, "err_temp", Code.TEMPERROR);

    ResultWords {
        words = List.copyOf(words);
    }

    /// One word of the list.
    ///
    /// @param code the result that it names
    /// @param negated whether it stands for every other result
    record Word(Code code, boolean negated) {}

    /// Reads a list; a word that names no result is an error.
    static ResultWords parse(String list) throws ConfigException {
        List<Word> words = new ArrayList<>();
        for (String item : Lists.split(list)) {
            boolean negated = item.startsWith("!");
            String name = negated ? item.substring(1).strip() : item;
            words.add(new Word(code(name), negated));
        }
        if (words.isEmpty()) {
            throw new ConfigException("an empty list matches nothing; name results such as fail : softfail");
        }
        return new ResultWords(words);
    }

    private static Code code(String name) throws ConfigException {
        String lower = name.toLowerCase(Locale.ROOT);
        Optional<Code> code = Arrays.stream(Code.values())
                .filter(known -> known.label().equals(lower))
                .findFirst()
                .or(() -> Optional.ofNullable(SYNONYMS.get(lower)));
        return code.orElseThrow(() -> new ConfigException("not an SPF result: " + name + "; there are "
                + Arrays.stream(Code.values()).map(Code::label).collect(Collectors.joining(", "))));
    }

    /// Whether a word fits `code`. A negated word fits every result but its own.
    boolean match(Code code) {
        return words.stream().anyMatch(word -> word.negated() != (word.code() == code));
    }
}
