package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.spi.AclModifier;

/// `remove_header = NAMES`: removes all header fields of these names; a list separated by colons.
final class RemoveHeader implements AclModifier {
    @Override
    public String name() {
        return "remove_header";
    }

    @Override
    public Set<Phase> phases() {
        return Phases.MESSAGE;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return Modifier.expanding(argument, compiler, RemoveHeader::remove);
    }

    private static void remove(Context context, Text names) {
        context.message()
                .ifPresent(message -> Lists.split(names.value()).stream()
                        .filter(name -> !name.isEmpty())
                        .forEach(message::removeHeader));
    }
}
