package org.postern.dmarc;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// A control without options, such as `control = dmarc_disable_verify`: for the message or, before MAIL,
/// for all messages of the connection.
///
/// @param name as in `control = NAME`
/// @param preferred the name of today, where `name` is an older one
/// @param message set for one message
/// @param connection set for all of them
record DmarcControl(String name, Optional<String> preferred, Slot<Boolean> message, Slot<Boolean> connection)
        implements AclModifier {
    private static final Set<Phase> BEFORE_DATA = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(Phase.DATA, Phase.NOT_SMTP_START, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP)));

    static DmarcControl of(String name) {
        return new DmarcControl(
                name, Optional.empty(), Slot.of(Slot.Lifetime.MESSAGE, name), Slot.of(Slot.Lifetime.CONNECTION, name));
    }

    /// The same under an older name.
    DmarcControl alsoCalled(String older) {
        return new DmarcControl(older, Optional.of(name), message, connection);
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Set<Phase> phases() {
        return BEFORE_DATA;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        if (!argument.isBlank()) {
            throw new ConfigException("control = " + name + " takes no options: " + argument);
        }
        preferred.ifPresent(today -> compiler.warn("control = " + name + " is called " + today + " today"));
        return context -> context.put(context.message().isPresent() ? message : connection, true);
    }

    /// Whether it was used.
    boolean isSet(Context context) {
        return context.get(message).or(() -> context.get(connection)).orElse(false);
    }
}
