package org.postern.language;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList.Match;
import org.postern.language.PatternList.Element;

/// The name of a file in a list: its lines are patterns of that list, `#` begins a comment (Exim's manual,
/// 10.3). It is read each time, and compiled anew if it has changed.
///
/// @param <T> what is matched
final class ListFile<T> implements ListPattern<T> {
    private final String file;
    private final Memo<List<Element<T>>> compiled;

    /// @param hashes whether `#` is part of what is matched, so that a comment has white space before it
    /// @param patterns compile a line
    ListFile(String file, boolean hashes, Patterns<T> patterns) {
        this.file = file;
        this.compiled = new Memo<>(text -> lines(text, hashes, patterns));
    }

    private static <T> List<Element<T>> lines(String text, boolean hashes, Patterns<T> patterns) {
        List<Element<T>> elements = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String item = line.replaceFirst(hashes ? "(?:^|\\s)#.*" : "#.*", "").strip();
            boolean negated = item.startsWith("!");
            String word = negated ? item.substring(1).strip() : item;
            Optional<ListPattern<T>> pattern = item.isEmpty() ? Optional.empty() : pattern(word, patterns);
            pattern.ifPresent(found -> elements.add(new Element<>(negated, found, patterns.doubts())));
        }
        return List.copyOf(elements);
    }

    private static <T> Optional<ListPattern<T>> pattern(String word, Patterns<T> patterns) {
        try {
            return patterns.word(word);
        } catch (ConfigException e) {
            return Optional.of(ListPattern.failing(e));
        }
    }

    @Override
    public Outcome match(T subject, Context context) throws ExpansionException {
        String text;
        try {
            text = TrustedFile.read(file);
        } catch (IOException e) {
            return new Outcome.End(new Match.Deferred("failed to open " + file + ": " + e.getMessage()));
        }
        for (Element<T> line : compiled.get(text)) {
            Outcome outcome = line.match(subject, context);
            if (outcome instanceof Outcome.Yes(var match) && line.negated()) {
                return new Outcome.Excluded(match);
            }
            if (!(outcome instanceof Outcome.No)) {
                return outcome;
            }
        }
        return Outcome.NO;
    }
}
