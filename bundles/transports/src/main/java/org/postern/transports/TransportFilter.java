package org.postern.transports;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Outgoing;
import org.postern.spi.OutgoingFilter;

/// A program that each message of a transport passes on its way out (`transport_filter`; Exim's manual,
/// 24). It runs as the user of the delivery. Trouble with it defers.
final class TransportFilter implements OutgoingFilter {
    static final Option<Optional<CommandLine>> COMMAND = Option.optional("transport_filter", CommandLine.TYPE);
    static final Option<Duration> TIMEOUT = Option.of("transport_filter_timeout", OptionTypes.TIME, "5m");

    private static final int UMASK = 022;
    private static final long LARGEST = 64L << 20;
    private static final LocalText FORM = new LocalText(false, "", "");
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH", "/bin:/usr/bin", "SHELL", "/bin/sh");

    @Override
    public String name() {
        return "transport_filter";
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public String driver() {
        return "";
    }

    @Override
    public Outgoing filter(Outgoing message, Delivery delivery, Settings transport)
            throws IOException, ExpansionException {
        Optional<CommandLine> command = transport.get(COMMAND);
        if (command.isEmpty()) {
            return message;
        }
        List<String> words = words(command.get(), delivery, transport);
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            return message;
        }
        Process process = LocalProcess.start(words, ENVIRONMENT, UMASK, delivery);
        ProcessRun.Result result = new ProcessRun(process, transport.get(TIMEOUT), LARGEST)
                .run(out -> FORM.write(message, "", "", Channels.newChannel(out)));
        if (result.timedOut() || result.tooMuch() || result.status() != 0) {
            throw new LocalTrouble("transport filter process failed ("
                    + (result.timedOut() ? "timeout" : result.tooMuch() ? "too much output" : result.status()) + ")");
        }
        return parsed(result.output(), message);
    }

    private static List<String> words(CommandLine command, Delivery delivery, Settings transport)
            throws IOException, ExpansionException {
        List<Text> addresses = delivery.recipients().stream()
                .map(recipient -> Text.trusted(recipient.address().toString()))
                .toList();
        List<String> words = new ArrayList<>();
        for (Text word : command.expand(delivery.context(), addresses, List.of())) {
            if (word.tainted() && words.isEmpty()) {
                throw new LocalTrouble("Tainted '" + word + "' (transport filter for " + transport.name()
                        + " transport) not permitted");
            }
            words.add(word.value());
        }
        boolean runnable = words.isEmpty()
                || words.getFirst().isEmpty()
                || (words.getFirst().startsWith("/") && Files.isExecutable(Path.of(words.getFirst())));
        if (!runnable) {
            throw new LocalTrouble("\"" + words.getFirst() + "\" command not found for transport filter");
        }
        return words;
    }

    /// What the program has made of the message.
    private static Outgoing parsed(String output, Outgoing message) {
        String text = output.replace("\r\n", "\n");
        if (message.headers().isEmpty()) {
            return new Outgoing(message.returnPath(), List.of(), TextBody.of(text));
        }
        int end = text.indexOf("\n\n");
        String header = end < 0 ? text : text.substring(0, end + 1);
        String body = end < 0 ? "" : text.substring(end + 2);
        return new Outgoing(message.returnPath(), HeaderLines.fields(header), TextBody.of(body));
    }
}
