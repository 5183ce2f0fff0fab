package org.postern.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The distribution, run as a process with a home and a configuration of its own.
final class Server implements AutoCloseable {
    /// After so long without a line, a log is taken to be complete.
    private static final Duration QUIET = Duration.ofMillis(100);

    static final Path DISTRIBUTION = Path.of(
                    System.getProperty("postern.distribution", "../distribution/target/postern"))
            .toAbsolutePath()
            .normalize();

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Pattern ADDRESS = Pattern.compile("smtp=(?:127\\.0\\.0\\.\\d|\\[[0-9a-f:]+]):(\\d+)");

    private final Path home;
    private final List<String> options;
    private final String javaOptions;

    @SuppressWarnings("JdkObsolete") // written by one thread, read by another
    private final StringBuffer output = new StringBuffer();

    private Process process;
    private String ready = "";

    private Server(Path home, List<String> options, String javaOptions, Process process) {
        this.home = home;
        this.options = options;
        this.javaOptions = javaOptions;
        this.process = process;
    }

    /// A server in an empty home, with the embedded default configuration and these options.
    static Server withDefaults(String... options) throws IOException {
        return in(Files.createTempDirectory("postern-it"), List.of(options));
    }

    /// A server in an empty home with a configuration, in which HOME stands for the home.
    static Server with(String configuration, String... options) throws IOException {
        Path home = Files.createTempDirectory("postern-it");
        write(home, configuration);
        return in(home, List.of(options));
    }

    /// The same on a Java with these options.
    static Server onJava(String javaOptions, String configuration) throws IOException {
        Path home = Files.createTempDirectory("postern-it");
        write(home, configuration);
        return in(home, List.of(), javaOptions);
    }

    /// A server in an empty home with a configuration as it is.
    static Server exactly(String configuration, String... options) throws IOException {
        Path home = Files.createTempDirectory("postern-it");
        writeExactly(home, configuration);
        return in(home, List.of(options));
    }

    private static void write(Path home, String configuration) throws IOException {
        writeExactly(home, configuration.replace("HOME", home.toString()));
    }

    private static void writeExactly(Path home, String configuration) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Path next = home.resolve("conf/next");
        Files.writeString(next, configuration, StandardCharsets.ISO_8859_1);
        Files.move(next, home.resolve("conf/postern.conf"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private static Server in(Path home, List<String> options) throws IOException {
        return in(home, options, "");
    }

    private static Server in(Path home, List<String> options, String javaOptions) throws IOException {
        Server server = new Server(home, options, javaOptions, start(home, options, javaOptions));
        server.awaitReady();
        return server;
    }

    private static Process start(Path home, List<String> options, String javaOptions) throws IOException {
        List<String> command = new ArrayList<>(List.of(postern(), "run", "--home", home.toString()));
        Path configuration = home.resolve("conf/postern.conf");
        if (Files.exists(configuration)) {
            command.addAll(List.of("-C", configuration.toString()));
        }
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        if (!javaOptions.isEmpty()) {
            builder.environment().put("POSTERN_OPTS", javaOptions);
            builder.environment().put("POSTERN_AOT", "off");
        }
        return builder.start();
    }

    static String postern() {
        return DISTRIBUTION.resolve("bin/postern").toString();
    }

    private void awaitReady() throws IOException {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = process.inputReader(StandardCharsets.ISO_8859_1)) {
                for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                    output.append(next).append('\n');
                    if (next.startsWith("ready: ")) {
                        line.complete(next);
                    }
                }
            } catch (IOException e) {
                output.append(e).append('\n');
            }
            line.completeExceptionally(new IOException("the server has ended:\n" + output));
        });
        try {
            ready = line.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("not ready: " + e + "\n" + output, e);
        }
    }

    /// The first port, on the first address.
    int port() {
        return ports().getFirst();
    }

    /// The ports of all addresses, in order.
    List<Integer> ports() {
        Matcher matcher = ADDRESS.matcher(ready);
        List<Integer> ports = new ArrayList<>();
        while (matcher.find()) {
            ports.add(Integer.parseInt(matcher.group(1)));
        }
        return ports;
    }

    String readyLine() {
        return ready;
    }

    Path home() {
        return home;
    }

    long pid() {
        return process.toHandle()
                .descendants()
                .filter(handle -> handle.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(process.toHandle())
                .pid();
    }

    /// Everything that the server has printed.
    String output() {
        return output.toString();
    }

    /// A log, once nothing more comes: the server writes its lines a moment after the reply.
    String log(String name) throws IOException {
        String before = written(name);
        for (int looks = 0; looks < 20; looks++) {
            LockSupport.parkNanos(QUIET.toNanos());
            String now = written(name);
            if (now.length() == before.length()) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private String written(String name) throws IOException {
        Path file = home.resolve("log").resolve(name);
        return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    }

    /// The messages in HOME/mail/in, a Maildir, with LF as line ends.
    List<String> delivered() throws IOException {
        Path inbox = home.resolve("mail/in/new");
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(inbox)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n"));
            }
        }
        return texts;
    }

    /// Puts a feature in by name, and then the configuration that needs it.
    void install(String feature, String configuration) throws IOException {
        succeed("feature", "install", feature);
        configure(configuration);
        succeed("reload");
    }

    private void succeed(String... command) throws IOException {
        Command.Result result = postern(command);
        if (result.status() != 0) {
            throw new IOException(String.join(" ", command) + ": " + result.output());
        }
    }

    /// Replaces the configuration file.
    void configure(String configuration) throws IOException {
        write(home, configuration);
    }

    /// Has the configuration read anew by the control socket, without a process; what is wrong with it, if it
    /// does not come into force.
    Optional<String> reload() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("run/control.sock")))) {
            channel.write(ByteBuffer.wrap("reload\n".getBytes(StandardCharsets.UTF_8)));
            BufferedReader answer = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = answer.readLine(); line != null; line = answer.readLine()) {
                if (line.startsWith("=")) {
                    return line.equals("=0") ? Optional.empty() : Optional.of(said.toString());
                }
                said.append(line, 1, line.length()).append('\n');
            }
            throw new IOException("the server is gone");
        }
    }

    /// Runs a command of the command line against this server.
    Command.Result postern(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(postern()));
        command.addAll(List.of(arguments));
        command.addAll(1 + (arguments.length > 0 ? 1 : 0), List.of("--home", home.toString()));
        return Command.run(command);
    }

    /// Ends the process without a word, as a power failure would.
    void kill() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /// Starts it again after [#kill] or [#stop].
    void restart() throws IOException {
        process = start(home, options, javaOptions);
        awaitReady();
    }

    /// SIGTERM; the exit status.
    int stop() throws IOException {
        process.destroy();
        await(Duration.ofSeconds(30));
        return process.exitValue();
    }

    private void await(Duration limit) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the server does not end:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
