package org.postern.expandstandard;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// Variables of the server itself: its names, version, process.
final class ServerVariables {
    private ServerVariables() {}

    static List<Variable> all(MainOptions options, Machine machine) {
        return List.of(
                shown("primary_hostname", options::primaryHostname),
                shown("smtp_active_hostname", options::primaryHostname),
                shown("qualify_domain", options::qualifyDomain),
                shown("qualify_recipient", options::qualifyRecipient),
                fixed("version_number", machine.version()),
                fixed("exim_version", machine.version()),
                fixed("pid", Long.toString(machine.pid())));
    }

    private static Variable shown(String name, Function<Context, Text> reader) {
        return Variable.of(name, context -> Optional.of(reader.apply(context)));
    }

    private static Variable fixed(String name, String value) {
        return Variable.of(name, _ -> Optional.of(Text.trusted(value)));
    }
}
