package org.postern.language;

import java.io.IOException;
import java.util.stream.Collectors;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;

/// The name of a file in a list: its lines are patterns, `#` begins a comment (Exim's manual, 10.3). It is
/// read each time, and compiled anew if it has changed.
///
/// @param <T> what is matched
final class ListFile<T> implements ListPattern<T> {

    private final String file;
    private final Memo<MatchList<T>> compiled;

    ListFile(String file, ListKind kind, LanguageCompiler compiler) {
        this.file = file;
        this.compiled = new Memo<>(text -> compiler.patterns(kind, text, false));
    }

    @Override
    public Outcome match(T subject, Context context) throws ExpansionException {
        String text;
        try {
            text = list(TrustedFile.read(file));
        } catch (IOException e) {
            return Outcome.deferred("failed to open " + file + ": " + e.getMessage());
        }
        return switch (compiled.get(text).match(subject, context)) {
            case MatchList.Match.Matched matched -> new Outcome.Yes(matched);
            case MatchList.Match.NotMatched _ -> Outcome.NO;
            case MatchList.Match.Deferred deferred -> new Outcome.End(deferred);
        };
    }

    /// The lines as a list, with a separator that no line has.
    private static String list(String lines) {
        return lines.lines()
                .map(line -> line.startsWith("#") ? "" : line.replaceFirst("\\s#.*", ""))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("/"))
                .collect(Collectors.joining("\n", "<\n", "\n"));
    }
}
