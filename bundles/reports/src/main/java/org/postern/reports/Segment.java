package org.postern.reports;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file of observations of one period, to which nothing is added any more: `BEGIN-END.log`.
///
/// @param file where it is
/// @param begin the start of the period
/// @param end the end of the period: the first moment that is not in it
public record Segment(Path file, Instant begin, Instant end) {
    private static final Pattern NAME = Pattern.compile("(\\d{1,12})-(\\d{1,12})\\.log");

    /// The segment in `file`, if its name is that of one.
    public static Optional<Segment> of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? Optional.of(new Segment(
                        file,
                        Instant.ofEpochSecond(Long.parseLong(name.group(1))),
                        Instant.ofEpochSecond(Long.parseLong(name.group(2)))))
                : Optional.empty();
    }

    static String name(Instant begin, Instant end) {
        return begin.getEpochSecond() + "-" + end.getEpochSecond() + ".log";
    }

    /// The file that says which reports have gone.
    public Path journal() {
        return file.resolveSibling(begin.getEpochSecond() + "-" + end.getEpochSecond() + ".sent");
    }

    /// Reads the observations of a file; what `parser` takes for no line of ours is passed over.
    public static <T> void read(Path file, Function<String, Optional<T>> parser, Consumer<? super T> reader)
            throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                parser.apply(line).ifPresent(reader);
            }
        }
    }
}
