package org.postern.expandstandard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// Items that look at the machine: `env`, `readfile`; and `tr`, which looks at nothing.
final class MachineItems {
    private static final int MAX_FILE_BYTES = 16 << 20;

    private MachineItems() {}

    static List<Item> all(Surroundings environment) {
        return List.of(
                new Item("env", 1, (arguments, context) -> env(arguments, environment, context)),
                new Item("readfile", 1, (arguments, _) -> readFile(arguments)).atMost(2),
                new Item("tr", 3, (arguments, _) -> translate(arguments)).atMost(3));
    }

    private static Text env(Arguments arguments, Surroundings environment, Context context) throws ExpansionException {
        String name = arguments.expand(0).value();
        return arguments.choose(environment.variable(name, context).map(Text::trusted));
    }

    private static Text readFile(Arguments arguments) throws ExpansionException {
        Text name = arguments.expand(0);
        FileNames.refuseTainted(name);
        Optional<String> lineEnd =
                arguments.size() > 1 ? Optional.of(arguments.expand(1).value()) : Optional.empty();
        String content = read(name.value());
        return Text.trusted(lineEnd.map(end -> content.replace("\n", end)).orElse(content));
    }

    private static String read(String name) throws ExpansionException {
        try {
            Path path = FileNames.path(name);
            if (name.isEmpty()) {
                throw new NoSuchFileException(name);
            }
            if (Files.isDirectory(path)) {
                return "";
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
                if (bytes.length > MAX_FILE_BYTES) {
                    throw ExpansionException.error(name + " is larger than " + MAX_FILE_BYTES + " bytes");
                }
                return new String(bytes, StandardCharsets.ISO_8859_1);
            }
        } catch (NoSuchFileException _) {
            throw ExpansionException.error("failed to open " + name + ": No such file or directory");
        } catch (IOException | InvalidPathException e) {
            throw ExpansionException.error("failed to open " + name + ": " + e.getMessage());
        }
    }

    /// Each character of the second argument becomes the one at the same place in the third, or the last one
    /// there.
    private static Text translate(Arguments arguments) throws ExpansionException {
        Text subject = arguments.expand(0);
        String from = arguments.expand(1).value();
        String to = arguments.expand(2).value();
        if (to.isEmpty()) {
            return subject;
        }
        StringBuilder result = new StringBuilder(subject.value());
        for (int i = 0; i < result.length(); i++) {
            int place = from.lastIndexOf(result.charAt(i));
            if (place >= 0) {
                result.setCharAt(i, to.charAt(Math.min(place, to.length() - 1)));
            }
        }
        return subject.with(result.toString());
    }
}
