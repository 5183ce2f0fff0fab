package org.postern.kernel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.dns.Dns;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Mailer;
import org.postern.core.Policy;
import org.postern.core.Snapshots;
import org.postern.core.Spool;

/// `postern session --from ADDRESS`: an SMTP session on standard input and output, as if the client had this
/// address, as `exim -bh` has it. Nothing is delivered; what would be logged goes to standard error, and with
/// `--trace` what each ACL does. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=session")
public final class SessionCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;
    private final Spool spool;
    private final Mailer mailer;
    private final Dns dns;

    /// Tries sessions with the plugins of `snapshots`.
    @Activate
    public SessionCommand(
            @Reference Snapshots snapshots, @Reference Spool spool, @Reference Mailer mailer, @Reference Dns dns) {
        this.snapshots = snapshots;
        this.spool = spool;
        this.mailer = mailer;
        this.dns = dns;
    }

    /// 0; 1 if the configuration cannot be used, 2 if the words mean nothing.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        SessionOptions options;
        try {
            options = SessionOptions.parse(call.words());
        } catch (IllegalArgumentException e) {
            System.err.println("postern: session: " + e.getMessage());
            return 2;
        }
        try {
            run(call, options);
            return 0;
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(Invocation call, SessionOptions options) throws BadConfiguration, IOException {
        Policy policy = snapshots.check(call.source().lenient());
        Generation generation = new Generation(1, policy, List.of());
        TrialLog log = new TrialLog(new PrintStream(System.err, true, StandardCharsets.ISO_8859_1));
        snapshots.configure(MailContext.of(policy, call.clock(), log));
        Services services = Services.alone(
                generation::lease, new TrialSpool(spool), new TrialMailer(mailer), dns, log, call.clock());
        OutputStream out = new BufferedOutputStream(System.out);
        out.write(introduction(options).getBytes(StandardCharsets.ISO_8859_1));
        TrialConnection connection = new TrialConnection(options.from(), options.to(), System.in, out);
        try {
            Trial trial = options.trace() ? options.trial().tracing(log::trace) : options.trial();
            new SmtpSession(services, connection, trial).run();
        } finally {
            generation.retire();
            out.flush();
        }
    }

    private static String introduction(SessionOptions options) {
        return "\n**** SMTP testing session as if from host " + options.fromText() + "\n"
                + "**** but without any ident (RFC 1413) callback.\n"
                + "**** This is not for real!\n\n";
    }
}
