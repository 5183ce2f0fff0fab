package org.postern.routers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.CommandWord;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;

/// One configured `queryprogram` router. The program knows nothing of the environment of the server but
/// [#PATH].
final class QueryProgramRouter implements Router {
    static final String PATH = "/usr/bin:/bin";
    private static final int LIMIT_BYTES = 1023;

    private final Settings settings;
    private final RouteHostFinder finder;
    private final ProgramUser user;

    QueryProgramRouter(Settings settings, RouteHostFinder finder, ProgramUser user) {
        this.settings = settings;
        this.finder = finder;
        this.user = user;
    }

    /// The words of a command, each expanded by itself.
    static List<Expression> words(String command, Compiler compiler) throws ConfigException {
        List<Expression> words = new ArrayList<>();
        for (String word : CommandWord.texts(command)) {
            words.add(compiler.expression(word));
        }
        if (words.isEmpty()) {
            throw new ConfigException("a command is missing");
        }
        return List.copyOf(words);
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        List<String> command = new ArrayList<>();
        for (Expression word : settings.get(QueryProgramDriver.COMMAND)) {
            Text text = word.expand(context);
            if (text.tainted()) {
                return new Result.Defer(
                        "Tainted arg " + command.size() + " for queryprogram router command: '" + text + "'");
            }
            command.add(text.value());
        }
        if (!command.getFirst().startsWith("/")) {
            return new Result.Defer("\"" + command.getFirst() + "\" is not an absolute path in the command");
        }
        try {
            return answered(run(user.of(context).command(command)), recipient, context);
        } catch (IOException e) {
            return new Result.Defer(settings.name() + " router couldn't create child process: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Result.Defer(settings.name() + " router: interrupted");
        }
    }

    private String run(List<String> command) throws IOException, InterruptedException, ExpansionException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of(settings.get(QueryProgramDriver.CURRENT_DIRECTORY))
                        .toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            Thread guard = Thread.ofVirtual().start(() -> endAfterTimeout(process));
            byte[] output = process.getInputStream().readNBytes(LIMIT_BYTES);
            int status = process.waitFor();
            guard.interrupt();
            if (status != 0) {
                throw ExpansionException.defer(settings.name() + " router: command returned non-zero code " + status);
            }
            return new String(output, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
        } finally {
            process.destroyForcibly();
        }
    }

    private void endAfterTimeout(Process process) {
        try {
            if (!process.waitFor(settings.get(QueryProgramDriver.TIMEOUT).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Result answered(String line, Recipient recipient, Context context) throws ExpansionException {
        int space = line.indexOf(' ');
        String word = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        return switch (word) {
            case "ACCEPT" -> accept(new KeyedWords(rest), context);
            case "REDIRECT" -> new ProgramRedirection(settings, recipient, context).result(rest);
            case "DECLINE" -> new Result.Decline();
            case "PASS" -> new Result.Pass();
            case "FAIL" -> new Result.Fail(rest);
            case "DEFER" -> new Result.Defer(rest);
            case "FREEZE" -> new Result.Freeze(rest);
            default -> new Result.Defer("bad command yield: " + word + " " + rest);
        };
    }

    private Result accept(KeyedWords words, Context context) throws ExpansionException {
        RouteOptions options;
        try {
            options = RouteOptions.parse(words.value("lookup").orElse(""));
        } catch (ConfigException _) {
            return new Result.Defer("bad lookup type \"" + words.value("lookup").orElse("") + "\" yielded by "
                    + settings.name() + " router");
        }
        Optional<String> list = words.value("hosts");
        Result result = list.isEmpty()
                ? new Result.Accept(Optional.empty(), List.of())
                : new HostListRoute(settings, finder, HostFindFailed.DEFER, HostFindFailed.DEFER)
                        .route(list.get(), options, false, context);
        return result instanceof Result.Accept accept
                ? new Result.Accept(
                        words.value("transport"),
                        accept.hosts(),
                        words.value("data").map(Text::tainted))
                : result;
    }
}
