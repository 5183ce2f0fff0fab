package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.net.TrafficClass;
import org.postern.spi.AclModifier;

/// `control = dscp/VALUE`: the traffic class of what the client is sent.
final class DscpControl implements AclModifier {
    @Override
    public String name() {
        return "dscp";
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Set<Phase> phases() {
        return Phases.SESSION;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        if (argument.indexOf('$') >= 0) {
            return Modifier.expanding(argument, compiler, (context, value) -> {
                TrafficClass wanted = TrafficClass.parse(value.value())
                        .orElseThrow(() -> ExpansionException.error(unrecognised(value.value())));
                context.session().ifPresent(session -> session.trafficClass(wanted));
            });
        }
        TrafficClass wanted =
                TrafficClass.parse(argument).orElseThrow(() -> new ConfigException(unrecognised(argument)));
        return context -> context.session().ifPresent(session -> session.trafficClass(wanted));
    }

    private static String unrecognised(String value) {
        return "unrecognised DSCP value in \"control=dscp/" + value + "\"";
    }
}
