package org.postern.dkim;

import java.util.EnumSet;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// `control = dkim_disable_verify`: the signatures of the message, or in the ACLs before MAIL of all messages
/// of the connection, are not verified.
final class DisableVerify implements AclModifier {
    private static final Slot<Boolean> MESSAGE = Slot.of(Slot.Lifetime.MESSAGE, "dkim_disable_verify");
    private static final Slot<Boolean> CONNECTION =
            Slot.of(Slot.Lifetime.CONNECTION, "dkim_disable_verify of the connection");
    private static final Set<Phase> BEFORE_MAIL = EnumSet.of(Phase.CONNECT, Phase.HELO, Phase.STARTTLS, Phase.AUTH);

    @Override
    public String name() {
        return "dkim_disable_verify";
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Set<Phase> phases() {
        Set<Phase> phases = EnumSet.allOf(Phase.class);
        phases.removeAll(EnumSet.of(Phase.DATA, Phase.PRDR, Phase.NOT_SMTP, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP_START));
        return phases;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        if (!argument.isBlank()) {
            throw new ConfigException("control = dkim_disable_verify takes no options: " + argument);
        }
        return context ->
                context.put(context.phase().filter(BEFORE_MAIL::contains).isPresent() ? CONNECTION : MESSAGE, true);
    }

    static boolean isOn(Context context) {
        return context.get(MESSAGE).orElse(false) || context.get(CONNECTION).orElse(false);
    }
}
