package org.postern.itests.exim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The distribution as one process that carries out many commands (`postern batch`).
final class Batch implements AutoCloseable {
    private static final Path DISTRIBUTION = Path.of(
                    System.getProperty("postern.distribution", "../distribution/target/postern"))
            .toAbsolutePath()
            .normalize();

    private final Path scratch;
    private final Process process;
    private final Writer commands;
    private final BufferedReader statuses;

    private Batch(Path scratch, Process process) {
        this.scratch = scratch;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.ISO_8859_1);
        this.statuses =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /// What a command printed, a byte in each `char`, and its exit status.
    record Result(int status, String out, String err) {}

    /// Starts it in a directory.
    ///
    /// @param options for all commands, such as `--dns`
    static Batch start(Path directory, Map<String, String> environment, String... options) throws IOException {
        Path scratch = Files.createTempDirectory("postern-batch");
        installFeatures(scratch.resolve("home/bundles"));
        List<String> words =
                new ArrayList<>(List.of(DISTRIBUTION.resolve("bin/postern").toString(), "batch"));
        words.addAll(List.of("--home", scratch.resolve("home").toString()));
        words.addAll(List.of(options));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new Batch(scratch, builder.start());
    }

    /// All that can be installed is, in the way of an administrator who copies bundles into the home.
    private static void installFeatures(Path watched) throws IOException {
        Files.createDirectories(watched);
        try (Stream<Path> found = Files.list(DISTRIBUTION.resolve("repository"))) {
            for (Path jar :
                    found.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, watched.resolve(jar.getFileName()));
            }
        }
    }

    /// Carries out a command with this on its standard input.
    Result run(String input, List<String> words) throws IOException {
        Path in = scratch.resolve("in");
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        Files.writeString(in, input, StandardCharsets.ISO_8859_1);
        StringBuilder line = new StringBuilder();
        words.forEach(word -> line.append(escaped(word)).append('\t'));
        commands.write(line + "<" + in + "\t>" + out + "\t2>" + err + "\n");
        commands.flush();
        String status = Objects.requireNonNull(statuses.readLine(), "the batch has ended");
        return new Result(
                Integer.parseInt(status),
                Files.readString(out, StandardCharsets.ISO_8859_1),
                Files.readString(err, StandardCharsets.ISO_8859_1));
    }

    private static String escaped(String word) {
        String plain = word.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
        return plain.startsWith("<") || plain.startsWith(">") || plain.startsWith("2>") ? "\\" + plain : plain;
    }

    @Override
    public void close() throws IOException {
        commands.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
        Oracle.delete(scratch);
    }
}
