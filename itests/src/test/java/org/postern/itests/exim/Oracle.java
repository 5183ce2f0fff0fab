package org.postern.itests.exim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// Where the recorded answers are.
final class Oracle {
    private static final Path OWN = Path.of("src/test/resources/exim").toAbsolutePath();
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");
    private static final Path SHARED = Path.of(System.getProperty("postern.shared", "../../shared"))
            .resolve("conformance/exim")
            .toAbsolutePath()
            .normalize();

    private Oracle() {}

    /// A file or directory of the sets: of those that are test resources, else of the shared ones. Where it
    /// is not, the test is skipped.
    static Path path(String name) {
        Optional<Path> found = Stream.of(OWN, SHARED)
                .map(root -> root.resolve(name))
                .filter(Files::exists)
                .findFirst();
        if (found.isEmpty()) {
            String reason = "skipped: " + SHARED + " has no " + name;
            System.out.println(reason);
            Assumptions.abort(reason);
        }
        return found.orElseThrow();
    }

    /// The text of a file, a byte in each `char`.
    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /// The rows of a table, the escapes in their fields undone; the head line is left out.
    static List<String[]> table(String name) throws IOException {
        return text(path(name))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(Oracle::fields)
                .toList();
    }

    /// The directories of a set, in order.
    static List<Path> cases(String set) throws IOException {
        try (Stream<Path> found = Files.list(path(set))) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static String[] fields(String line) {
        String[] fields = line.split("\t", -1);
        for (int i = 0; i < fields.length; i++) {
            fields[i] = unescaped(fields[i]);
        }
        return fields;
    }

    private static String unescaped(String field) {
        return ESCAPE.matcher(field).replaceAll(found -> Matcher.quoteReplacement(plain(found.group(1))));
    }

    private static String plain(String escape) {
        return switch (escape.charAt(0)) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape, 1, 3, 16));
            default -> escape;
        };
    }

    /// Copies a tree, with a name in place of a placeholder in all its files. Nothing in the copy can be
    /// written by its group.
    static void copy(Path from, Path to, String placeholder, String name) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path made = Files.createDirectories(to.resolve(from.relativize(directory)));
                made.toFile().setWritable(true, true);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file));
                Files.copy(file, copy, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                if (attributes.isRegularFile()) {
                    String text = text(copy);
                    copy.toFile().setWritable(true, true);
                    if (text.contains(placeholder)) {
                        Files.writeString(copy, text.replace(placeholder, name), StandardCharsets.ISO_8859_1);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /// Deletes a tree.
    static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, @Nullable IOException e) throws IOException {
                Files.deleteIfExists(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
