package org.postern.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The main class of the commands that talk to a running server.
public final class Control {
    private Control() {}

    /// Does the command that the arguments name and exits with its status.
    public static void main(String[] arguments) {
        System.exit(status(arguments));
    }

    private static int status(String[] arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments, Defaults.ofThisProcess());
            return run(line);
        } catch (UsageException | IOException e) {
            System.err.println("postern: " + e.getMessage());
            return 1;
        }
    }

    private static int run(CommandLine line) throws UsageException, IOException {
        try (ControlConnection server = ControlConnection.open(line.home())) {
            if (line.command().equals("shell")) {
                return line.words().isEmpty()
                        ? interactive(server)
                        : server.call(List.of("shell", String.join(" ", line.words())));
            }
            int status = server.call(words(line));
            if (line.command().equals("stop") && status == 0) {
                HomeLock.await(line.home());
            }
            return status;
        }
    }

    private static List<String> words(CommandLine line) {
        List<String> words = new ArrayList<>();
        words.add(line.command());
        words.addAll(line.words());
        line.config().map(Path::toAbsolutePath).ifPresent(file -> words.addAll(List.of("-C", file.toString())));
        return words;
    }

    /// A line of Gogo at a time, until the end of the input or `exit`. The status is that of the last line.
    private static int interactive(ControlConnection server) throws IOException {
        boolean terminal = Boolean.getBoolean("postern.terminal");
        var input = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        int status = 0;
        while (true) {
            if (terminal) {
                System.out.print("postern> ");
                System.out.flush();
            }
            String text = input.readLine();
            if (text == null || text.strip().equals("exit")) {
                return status;
            }
            if (!text.isBlank()) {
                status = server.call(List.of("shell", text));
            }
        }
    }
}
