package org.postern.admin;

import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does commands by Gogo. The command `shell` has a line of Gogo as its argument; every other word is the
/// Gogo command of that name in the scope `postern`, so that each bundle can add commands of its own.
final class Shell {
    /// Felix's `stop`, `start` and `update` before ours of the same name.
    private static final String SCOPES = "felix:postern:gogo:*";

    private static final Logger LOG = LoggerFactory.getLogger(Shell.class);
    private final CommandProcessor processor;

    Shell(CommandProcessor processor) {
        this.processor = processor;
    }

    /// Does a command; its exit status.
    int run(Request request, Answer answer) {
        PrintStream out = new PrintStream(answer.out(), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(answer.err(), true, StandardCharsets.UTF_8);
        try (CommandSession session = processor.createSession(new ByteArrayInputStream(new byte[0]), out, err)) {
            session.put("SCOPE", SCOPES);
            Object result = session.execute(line(request, session));
            if (result != null) {
                out.println(session.format(result, Converter.INSPECT));
            }
            return 0;
        } catch (CommandFailed e) {
            err.println("postern: " + e.getMessage());
        } catch (Exception e) { // a Gogo command may throw anything
            LOG.debug("{} failed", request.command(), e);
            err.println("postern: " + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        return 1;
    }

    private static String line(Request request, CommandSession session) throws CommandFailed {
        List<String> arguments = request.arguments();
        if (request.command().equals("shell")) {
            return String.join(" ", arguments);
        }
        String name = "postern:" + request.command();
        if (!isCommand(session, name)) {
            throw new CommandFailed(request.command() + ": this server has no such command");
        }
        // Words go in as variables: nothing in them means anything to Gogo.
        return IntStream.range(0, arguments.size())
                .mapToObj(i -> {
                    session.put("word" + i, arguments.get(i));
                    return " $word" + i;
                })
                .collect(Collectors.joining("", name, ""));
    }

    private static boolean isCommand(CommandSession session, String name) {
        return session.get(".commands") instanceof Collection<?> commands && commands.contains(name);
    }
}
