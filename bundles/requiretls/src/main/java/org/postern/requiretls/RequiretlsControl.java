package org.postern.requiretls;

import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// `control = requiretls`: the message in hand requires TLS from here on, however it came.
final class RequiretlsControl implements AclModifier {
    private static final Set<Phase> WITH_A_MESSAGE =
            Set.of(Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DATA, Phase.NOT_SMTP);

    @Override
    public String name() {
        return "requiretls";
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Set<Phase> phases() {
        return WITH_A_MESSAGE;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        if (!argument.isEmpty()) {
            throw new ConfigException("control = requiretls takes no options: " + argument);
        }
        return Requirement::demand;
    }
}
