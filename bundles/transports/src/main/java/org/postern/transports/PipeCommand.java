package org.postern.transports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.CommandWord;
import org.postern.api.config.Lists;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;

/// Finds the program for one delivery and its arguments.
///
/// @param settings the options of the transport
/// @param delivery the delivery
/// @param path where programs are looked for
record PipeCommand(Settings settings, Delivery delivery, String path) {
    /// A command that is not to be run: the mail is returned.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// The words, the first an absolute path.
    List<String> words() throws IOException, ExpansionException {
        Context context = delivery.context();
        Optional<Text> pipe = context.recipient().flatMap(recipient -> recipient.fact("address_pipe"));
        Optional<CommandLine> command = settings.get(PipeOptions.COMMAND);
        boolean given = pipe.isPresent() && !settings.get(PipeOptions.FORCE_COMMAND);
        if (!given && command.isEmpty()) {
            throw new LocalTrouble("no command specified for " + settings.name() + " transport");
        }
        if (settings.get(PipeOptions.USE_SHELL)) {
            Text line = given ? pipe.get() : command.orElseThrow().whole().expand(context);
            return List.of("/bin/sh", "-c", untainted(line).value());
        }
        List<Text> own = pipe.map(PipeCommand::split).orElse(List.of());
        List<Text> words = given ? own : command.orElseThrow().expand(context, addresses(), own);
        if (words.isEmpty()) {
            throw new LocalTrouble("no command specified for " + settings.name() + " transport");
        }
        List<String> plain = new ArrayList<>();
        for (Text word : words) {
            plain.add(untainted(word).value());
        }
        plain.set(0, program(plain.getFirst(), context));
        return List.copyOf(plain);
    }

    private static List<Text> split(Text command) {
        return CommandWord.texts(command.value()).stream().map(command::with).toList();
    }

    private List<Text> addresses() {
        return delivery.recipients().stream()
                .map(recipient -> Text.trusted(recipient.address().toString()))
                .toList();
    }

    private Text untainted(Text text) throws LocalTrouble {
        if (text.tainted()) {
            throw new LocalTrouble(
                    "Tainted '" + text + "' (command for " + settings.name() + " transport) not permitted");
        }
        return text;
    }

    private String program(String name, Context context) throws IOException, ExpansionException {
        boolean listed = settings.get(PipeOptions.ALLOW_COMMANDS).isPresent()
                && Lists.split(settings.get(PipeOptions.ALLOW_COMMANDS)
                                .get()
                                .expand(context)
                                .value())
                        .contains(name);
        if (!listed && settings.get(PipeOptions.RESTRICT_TO_PATH)) {
            if (name.indexOf('/') >= 0) {
                throw new Refused("\"/\" found in \"" + name + "\" (command for " + settings.name()
                        + " transport) - failed for security reasons");
            }
        } else if (!listed && settings.get(PipeOptions.ALLOW_COMMANDS).isPresent()) {
            throw new Refused("\"" + name + "\" command not permitted by " + settings.name() + " transport");
        }
        return name.startsWith("/") ? name : onPath(name);
    }

    private String onPath(String name) throws Refused {
        for (String directory : path.split(":", -1)) {
            if (directory.startsWith("/")) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return candidate.toString();
                }
            }
        }
        throw new Refused("\"" + name + "\" command not found for " + settings.name() + " transport");
    }
}
