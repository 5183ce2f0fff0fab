package org.postern.transports;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// Gives messages to programs, which run as the user of the server, without a shell. What cannot be found out
/// of a program defers; a status that is not temporary returns the message.
final class PipeTransport implements Transport {
    private static final int NOT_EXECUTED = 127;

    private final Settings settings;

    PipeTransport(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws IOException, ExpansionException {
        Recipient recipient = delivery.recipients().getFirst();
        Context context = delivery.context(recipient);
        Text command = command(context);
        if (command.tainted()) {
            return Map.of(
                    recipient,
                    deferred(
                            "Tainted '" + command + "' (command for " + settings.name() + " transport) not permitted"));
        }
        List<String> words = CommandWords.split(command.value());
        if (words.isEmpty()) {
            return Map.of(recipient, deferred("no command specified for " + settings.name() + " transport"));
        }
        return Map.of(recipient, run(words, delivery, context));
    }

    private Text command(Context context) throws ExpansionException {
        Optional<Text> given = recipientPipe(context);
        if (given.isPresent()) {
            return given.get();
        }
        return settings.get(PipeDriver.COMMAND).isPresent()
                ? settings.get(PipeDriver.COMMAND).get().expand(context)
                : Text.EMPTY;
    }

    private static Optional<Text> recipientPipe(Context context) {
        return context.recipient().flatMap(recipient -> recipient.fact("address_pipe"));
    }

    private static Status deferred(String message) {
        return new Status.Deferred(Problem.local(message));
    }

    private Status run(List<String> words, Delivery delivery, Context context) throws IOException, ExpansionException {
        List<String> command = new ArrayList<>(words);
        Optional<Path> program = program(words.getFirst());
        if (program.isEmpty()) {
            return deferred("\"" + words.getFirst() + "\" command not found for " + settings.name() + " transport");
        }
        command.set(0, program.get().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .directory(home(context).toFile());
        environment(builder.environment(), delivery, context);
        Process process = builder.start();
        try {
            feed(process, delivery);
            return ended(process);
        } finally {
            process.destroyForcibly();
        }
    }

    private Optional<Path> program(String name) {
        if (name.startsWith("/")) {
            return Optional.of(Path.of(name)).filter(Files::isExecutable);
        }
        for (String directory : settings.get(PipeDriver.PATH).split(":", -1)) {
            Path candidate = Path.of(directory, name);
            if (directory.startsWith("/") && name.indexOf('/') < 0 && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Path home(Context context) {
        return context.recipient()
                .flatMap(recipient -> recipient.fact("home"))
                .map(text -> new File(text.value()).toPath())
                .filter(Files::isDirectory)
                .orElse(Path.of("/"));
    }

    private void environment(Map<String, String> environment, Delivery delivery, Context context)
            throws ExpansionException {
        environment.clear();
        environment.put("PATH", settings.get(PipeDriver.PATH));
        environment.put("SHELL", "/bin/sh");
        environment.put("SENDER", delivery.message().sender().toString());
        environment.put("MESSAGE_ID", delivery.message().id());
        for (String[] pair : new String[][] {
            {"LOCAL_PART", "local_part"},
            {"LOGNAME", "local_part"},
            {"USER", "local_part"},
            {"DOMAIN", "domain"},
            {"HOME", "home"},
            {"LOCAL_PART_PREFIX", "local_part_prefix"},
            {"LOCAL_PART_SUFFIX", "local_part_suffix"},
            {"RECIPIENT", "local_part"},
            {"QUALIFY_DOMAIN", "qualify_domain"}
        }) {
            String value = context.variable(pair[1]).map(Text::value).orElse("");
            if (value.indexOf('\0') < 0) {
                environment.put(pair[0], value);
            }
        }
        environment.put(
                "RECIPIENT",
                delivery.recipients().getFirst().original().address().toString());
    }

    /// A program that does not read all of the message has its reasons: its status counts.
    private static void feed(Process process, Delivery delivery) throws IOException, ExpansionException {
        var outgoing = delivery.outgoing();
        try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 32 << 10)) {
            out.write(
                    ("From " + sender(outgoing.returnPath().toString()) + "\n").getBytes(StandardCharsets.ISO_8859_1));
            new UnixText(out, false).write(outgoing);
        } catch (IOException e) {
            if (process.isAlive() && !String.valueOf(e.getMessage()).contains("roken pipe")) {
                throw e;
            }
        }
    }

    private static String sender(String address) {
        return address.isEmpty() ? "MAILER-DAEMON" : address;
    }

    private Status ended(Process process) throws IOException {
        try {
            if (!process.waitFor(settings.get(PipeDriver.TIMEOUT).toMillis(), TimeUnit.MILLISECONDS)) {
                return new Status.Failed(Problem.local("pipe delivery process timed out"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", e);
        }
        return status(process.exitValue());
    }

    private Status status(int code) {
        if (code == 0 || settings.get(PipeDriver.IGNORE_STATUS)) {
            return new Status.Delivered(Optional.empty(), "");
        }
        String message = "Child process of " + settings.name() + " transport returned " + code;
        List<String> temporary = settings.get(PipeDriver.TEMP_ERRORS);
        return code == NOT_EXECUTED || temporary.contains("*") || temporary.contains(Integer.toString(code))
                ? deferred(message)
                : new Status.Failed(Problem.local(message));
    }
}
