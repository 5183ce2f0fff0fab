package org.postern.dane;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;

/// `postern:dane`: explains step by step what DANE makes of a domain or a host.
@Component(
        service = DaneCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=dane"})
public final class DaneCommand {
    private static final String USAGE = "usage: dane DOMAIN | HOST:PORT";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Dns dns;
    private final InstantSource clock;

    /// With the resolver of the server.
    @Activate
    public DaneCommand(@Reference Dns dns) {
        this(dns, InstantSource.system());
    }

    DaneCommand(Dns dns, InstantSource clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /// Explains. Fails if mail would not be protected by DANE.
    public void dane(CommandSession session, String[] words) throws IOException {
        run(List.of(words), session.getConsole());
    }

    void run(List<String> words, PrintStream out) throws IOException {
        if (words.size() != 1 || words.getFirst().isEmpty()) {
            throw new IOException(USAGE);
        }
        Explanation explanation = new Explanation(dns, clock, new CertificateProbe(PATIENCE), out::println);
        if (!explanation.explain(words.getFirst())) {
            throw new IOException(words.getFirst() + " is not protected by DANE");
        }
    }
}
