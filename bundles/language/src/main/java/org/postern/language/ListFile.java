package org.postern.language;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;

/// The name of a file in a list: its lines are patterns, `#` begins a comment (Exim's manual, 10.3). It is
/// read each
/// time, and compiled anew if it has changed.
///
/// @param <T> what is matched
final class ListFile<T> implements ListPattern<T> {
    private static final long LIMIT = 16 << 20;

    private final String file;
    private final Memo<MatchList<T>> compiled;

    ListFile(String file, ListKind kind, LanguageCompiler compiler) {
        this.file = file;
        this.compiled = new Memo<>(text -> compiler.ofFile(kind, text));
    }

    @Override
    public Outcome match(T subject, Context context) throws ExpansionException {
        String text;
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LIMIT) {
                return Outcome.deferred(file + " is longer than " + LIMIT + " bytes");
            }
            text = list(Files.readString(path, StandardCharsets.ISO_8859_1));
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
