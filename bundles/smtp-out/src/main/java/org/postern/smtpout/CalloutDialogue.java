package org.postern.smtpout;

import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;
import org.postern.spi.Callout;

/// The commands of a callout to one host, as they would be for mail. Confined to one thread.
final class CalloutDialogue implements Callout.Dialogue {
    private final SmtpSession session;
    private final Host host;
    private final Delivery delivery;
    private final Settings settings;

    CalloutDialogue(SmtpSession session, Host host, Delivery delivery, Settings settings) {
        this.session = session;
        this.host = host;
        this.delivery = delivery;
        this.settings = settings;
    }

    @Override
    public Reply command(String command) throws HostTrouble {
        if (!Commands.isSafe(command)) {
            throw HostTrouble.of(HostTrouble.Kind.LOCAL, "an address with control characters cannot be sent by SMTP");
        }
        return session.command(command);
    }

    @Override
    public Callout.Answer mail(Address sender) throws HostTrouble, ExpansionException {
        Extensions extensions = extensions();
        return answer(Commands.mail(written(sender, extensions), extensions.mail()));
    }

    @Override
    public Callout.Answer recipient(Address recipient) throws HostTrouble, ExpansionException {
        return answer("RCPT TO:<" + written(recipient, extensions()) + ">");
    }

    private Callout.Answer answer(String command) throws HostTrouble {
        return new Callout.Answer(command, command(command));
    }

    private Extensions extensions() throws HostTrouble, ExpansionException {
        try {
            return Extensions.of(host, session.capabilities(), delivery, settings);
        } catch (Extensions.Refused e) {
            throw unfit(String.valueOf(e.getMessage()), e);
        }
    }

    private static Address written(Address address, Extensions extensions) throws HostTrouble {
        try {
            return extensions.address(address);
        } catch (Extensions.Unaddressable e) {
            throw unfit(String.valueOf(e.getMessage()), e);
        }
    }

    private static HostTrouble unfit(String reason, Exception cause) {
        HostTrouble trouble = HostTrouble.of(HostTrouble.Kind.UNFIT, reason);
        trouble.initCause(cause);
        return trouble;
    }
}
