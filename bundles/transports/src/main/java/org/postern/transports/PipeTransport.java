package org.postern.transports;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// Gives messages to programs, without a shell unless it is asked for. A status that is not temporary
/// returns the message.
final class PipeTransport implements Transport {
    private static final int NOT_EXECUTED = 127;

    private final Settings settings;

    PipeTransport(Settings settings) {
        this.settings = settings;
    }

    @Override
    public int maxRecipients() {
        boolean personal = settings.get(PipeOptions.COMMAND)
                .filter(CommandLine::isPersonal)
                .isPresent();
        return personal ? 1 : Math.clamp(settings.get(PipeOptions.BATCH_MAX), 1, Integer.MAX_VALUE);
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws ExpansionException {
        Status status = status(delivery);
        Map<Recipient, Status> statuses = new HashMap<>();
        delivery.recipients().forEach(recipient -> statuses.put(recipient, status));
        return statuses;
    }

    private Status status(Delivery delivery) throws ExpansionException {
        try {
            return run(delivery);
        } catch (PipeCommand.Refused e) {
            return failed(String.valueOf(e.getMessage()), "");
        } catch (IOException e) {
            return LocalTrouble.deferred(e);
        }
    }

    private static Status failed(String message, String output) {
        return new Status.Failed(Problem.local(message).with(output));
    }

    private Status run(Delivery delivery) throws IOException, ExpansionException {
        String path = settings.get(PipeOptions.PATH).expand(delivery.context()).value();
        List<String> command = new PipeCommand(settings, delivery, path).words();
        if (!Files.isExecutable(Path.of(command.getFirst()))) {
            return judged(new ProcessRun.Result(NOT_EXECUTED, false, "", false), command, delivery);
        }
        Map<String, String> environment = PipeEnvironment.of(settings, delivery, path);
        Outgoing message = delivery.outgoing();
        Written written = written(delivery);
        Process process = LocalProcess.start(command, environment, settings.get(PipeOptions.UMASK), delivery);
        ProcessRun.Result result = new ProcessRun(
                        process, settings.get(PipeOptions.TIMEOUT), settings.get(PipeOptions.MAX_OUTPUT))
                .run(out ->
                        written.text().write(message, written.prefix(), written.suffix(), Channels.newChannel(out)));
        return judged(result, command, delivery);
    }

    private Written written(Delivery delivery) throws ExpansionException {
        boolean crlf = settings.get(PipeOptions.USE_CRLF);
        Context context = delivery.context();
        if (settings.get(PipeOptions.USE_BSMTP)) {
            String end = crlf ? "\r\n" : "\n";
            String prefix = settings.isSet(PipeOptions.MESSAGE_PREFIX) ? text(PipeOptions.MESSAGE_PREFIX, context) : "";
            String suffix = settings.isSet(PipeOptions.MESSAGE_SUFFIX) ? text(PipeOptions.MESSAGE_SUFFIX, context) : "";
            return BatchSmtp.around(delivery, new LocalText(crlf, ".", ".."), prefix, suffix, end);
        }
        LocalText form = new LocalText(
                crlf,
                settings.get(PipeOptions.CHECK_STRING).orElse(""),
                settings.get(PipeOptions.ESCAPE_STRING).orElse(""));
        return new Written(form, text(PipeOptions.MESSAGE_PREFIX, context), text(PipeOptions.MESSAGE_SUFFIX, context));
    }

    private String text(Option<Expression> option, Context context) throws ExpansionException {
        return settings.get(option).expand(context).value();
    }

    private Status judged(ProcessRun.Result result, List<String> command, Delivery delivery) {
        Status status = byStatus(result, command);
        boolean failed = status instanceof Status.Failed;
        boolean log = settings.get(PipeOptions.LOG_OUTPUT)
                || (failed && settings.get(PipeOptions.LOG_FAIL_OUTPUT))
                || (status instanceof Status.Deferred && settings.get(PipeOptions.LOG_DEFER_OUTPUT));
        if (log && !result.output().isBlank()) {
            log(result.output().lines().findFirst().orElse(""), delivery);
        }
        boolean mayReturn =
                !delivery.message().sender().isNull() && !result.output().isBlank();
        if (mayReturn && settings.get(PipeOptions.RETURN_OUTPUT)) {
            String message = failed ? message(status) : "local delivery failed";
            return failed(message, result.output());
        }
        return mayReturn && failed && settings.get(PipeOptions.RETURN_FAIL_OUTPUT)
                ? failed(message(status), result.output())
                : status;
    }

    private static String message(Status status) {
        return status instanceof Status.Failed(var problem) ? problem.message() : "";
    }

    private void log(String line, Delivery delivery) {
        String recipient = delivery.recipients().getFirst().address().toString();
        delivery.context()
                .log()
                .main(
                        delivery.message().id(),
                        "<" + recipient + ">: " + settings.name() + " transport output: " + line);
    }

    private Status byStatus(ProcessRun.Result result, List<String> command) {
        if (result.timedOut()) {
            String message = "pipe delivery process timed out";
            return settings.get(PipeOptions.TIMEOUT_DEFER) ? LocalTrouble.deferred(message) : failed(message, "");
        }
        if (result.tooMuch()) {
            return failed("Too much output from pipe - killed", "");
        }
        int status = result.status();
        if (status == 0 || settings.get(PipeOptions.IGNORE_STATUS)) {
            return new Status.Delivered(Optional.empty(), "");
        }
        String message = "Child process of " + settings.name() + " transport returned " + status
                + ExitStatus.meaning(status) + " from command: "
                + command.stream().map(PipeTransport::shown).collect(Collectors.joining(" "));
        List<String> temporary = settings.get(PipeOptions.TEMP_ERRORS);
        return temporary.contains("*") || temporary.contains(Integer.toString(status))
                ? LocalTrouble.deferred(message)
                : failed(message, "");
    }

    private static String shown(String word) {
        return word.isEmpty() || word.chars().anyMatch(c -> c <= ' ') ? '"' + word + '"' : word;
    }
}
