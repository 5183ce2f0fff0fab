package org.postern.transports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;

/// Where `appendfile` delivers to (Exim's manual, 26.1).
///
/// @param path the file or directory
/// @param isDirectory whether each message is a file of its own
/// @param mayCreate whether it may be made if it is not there
record Destination(Path path, boolean isDirectory, boolean mayCreate) {
    static Destination of(Settings settings, Context context) throws IOException, ExpansionException {
        Optional<Expression> file = settings.get(AppendfileOptions.FILE);
        Optional<Expression> directory = settings.get(AppendfileOptions.DIRECTORY);
        if (file.isPresent() || directory.isPresent()) {
            Text name = file.or(() -> directory).orElseThrow().expand(context);
            return named(name, file.isEmpty(), settings, context);
        }
        Optional<Text> found = context.variable("address_file").filter(name -> !name.isEmpty());
        if (found.isEmpty()) {
            throw new LocalTrouble("Mandatory file or directory option missing from " + settings.name() + " transport");
        }
        boolean isDirectory = found.get().value().endsWith("/") || settings.get(AppendfileOptions.MAILDIR_FORMAT);
        return named(found.get(), isDirectory, settings, context);
    }

    private static Destination named(Text name, boolean isDirectory, Settings settings, Context context)
            throws IOException, ExpansionException {
        if (!name.value().startsWith("/")) {
            throw new LocalTrouble("appendfile: file or directory name \"" + name + "\" is not absolute");
        }
        String where = settings.get(AppendfileOptions.CREATE_FILE);
        String home = where.startsWith("/")
                ? where
                : context.variable("home").map(Text::value).orElse("");
        boolean inside = !home.isEmpty() && name.value().startsWith(home.endsWith("/") ? home : home + "/");
        boolean below = inside && !("/" + name.value() + "/").contains("/../");
        boolean detaints = below && (where.startsWith("/") || where.equals("belowhome"));
        if (name.tainted() && !detaints) {
            throw new LocalTrouble("Tainted '" + name + "' (file or directory name for " + settings.name()
                    + " transport) not permitted");
        }
        boolean mayCreate = switch (where) {
            case "anywhere" -> true;
            case "inhome" -> inside;
            default -> below;
        };
        return new Destination(LocalPath.of(name.value()), isDirectory, mayCreate);
    }

    /// Throws if it must not be made.
    void checkCreation() throws LocalTrouble {
        if (!mayCreate) {
            throw new LocalTrouble(path + " is not there, and create_file does not allow it to be made there");
        }
    }
}
