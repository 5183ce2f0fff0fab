package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Controls;
import org.postern.spi.AclModifier;

/// `queue = NAME`: the message belongs to the named queue. A queue is a name that stays with the message; one
/// runner runs them all.
final class QueueModifier implements AclModifier {
    @Override
    public String name() {
        return "queue";
    }

    @Override
    public Set<org.postern.api.Phase> phases() {
        return Phases.BEFORE_DATA;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return Modifier.expanding(argument, compiler, QueueModifier::queue);
    }

    private static void queue(Context context, Text name) throws ExpansionException {
        if (name.tainted()) {
            throw ExpansionException.defer("Tainted name '" + name + "' for queue not permitted");
        }
        if (name.value().indexOf('/') >= 0) {
            throw ExpansionException.defer("Directory separator not permitted in queue name: '" + name + "'");
        }
        context.put(Controls.QUEUE_NAME, name);
    }
}
