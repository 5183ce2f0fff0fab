package org.postern.smtpout;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.spi.Callout;

/// Asks the hosts of an address whether they would take mail, one after the other. Confined to one thread.
final class CalloutRun {
    private final Settings settings;
    private final HostResolver resolver;
    private final Dialer dialer;
    private final Callout callout;

    CalloutRun(Settings settings, HostResolver resolver, Dialer dialer, Callout callout) {
        this.settings = settings;
        this.resolver = resolver;
        this.dialer = dialer;
        this.callout = callout;
    }

    /// False if there is no host to ask.
    boolean run() throws IOException, ExpansionException {
        HostQueue queue = new HostQueue(settings, callout.delivery(), resolver);
        Optional<Host> next = queue.peek();
        boolean any = next.isPresent();
        long tries = settings.get(SmtpOptions.HOSTS_MAX_TRY);
        boolean decided = false;
        while (next.isPresent() && !decided && tries-- > 0) {
            Host host = next.get();
            try {
                host = queue.take();
                decided = ask(host);
            } catch (HostTrouble trouble) {
                decided = callout.failed(host, String.valueOf(trouble.getMessage()), trouble.reply());
            }
            next = queue.peek();
        }
        return any;
    }

    private boolean ask(Host host) throws IOException, ExpansionException {
        Target target = Target.ofCallout(host, callout.delivery(), settings);
        SmtpSession session = dialer.open(target, callout.delivery()).session();
        try {
            return callout.ask(host, new CalloutDialogue(session, host, callout.delivery(), settings));
        } finally {
            session.quit();
        }
    }
}
