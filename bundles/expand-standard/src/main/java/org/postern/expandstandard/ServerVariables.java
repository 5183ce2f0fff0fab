package org.postern.expandstandard;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// Variables of the server itself: its names, version, process, places.
final class ServerVariables {
    private ServerVariables() {}

    static List<Variable> all(MainOptions options, Machine machine) {
        return List.of(
                shown("primary_hostname", options::primaryHostname),
                shown("smtp_active_hostname", options::primaryHostname),
                shown("qualify_domain", options::qualifyDomain),
                shown("qualify_recipient", options::qualifyRecipient),
                shown("bounce_return_size_limit", options::returnSizeLimit),
                shown("return_size_limit", options::returnSizeLimit),
                shown("exim_path", options::eximPath),
                shown("localhost_number", options::localhostNumber),
                shown("spool_directory", options::spoolDirectory),
                fixed("version_number", machine.version()),
                fixed("exim_version", machine.version()),
                fixed("caller_uid", Integer.toString(machine.owner().uid())),
                fixed("caller_gid", Integer.toString(machine.owner().gid())),
                fixed("originator_uid", Integer.toString(machine.owner().uid())),
                fixed("originator_gid", Integer.toString(machine.owner().gid())),
                fixed("exim_uid", Integer.toString(machine.owner().uid())),
                fixed("exim_gid", Integer.toString(machine.owner().gid())),
                fixed("pid", Long.toString(machine.pid())),
                fixed("initial_cwd", Path.of("").toAbsolutePath().toString()));
    }

    /// Reads a value.
    @FunctionalInterface
    private interface Reader {
        /// The value.
        Text read(Context context) throws ExpansionException;
    }

    private static Variable shown(String name, Reader reader) {
        return Variable.of(name, context -> Optional.of(reader.read(context)));
    }

    private static Variable fixed(String name, String value) {
        return Variable.of(name, _ -> Optional.of(Text.trusted(value)));
    }
}
