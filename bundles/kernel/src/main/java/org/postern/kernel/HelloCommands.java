package org.postern.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.net.IpText;
import org.postern.api.smtp.Reply;
import org.postern.spi.SmtpExtension;

/// EHLO and HELO (RFC 5321, 4.1.1.1).
final class HelloCommands {
    private final SmtpSession session;
    private final Services services;
    private final Client client;
    private final Leasehold leasehold;
    private final AclGate acl;

    HelloCommands(SmtpSession session, Services services, Client client, Leasehold leasehold, AclGate acl) {
        this.session = session;
        this.services = services;
        this.client = client;
        this.leasehold = leasehold;
        this.acl = acl;
    }

    Optional<Reply> greeting(String argument, boolean extended) throws IOException {
        if (session.earlyTalker()) {
            return Optional.empty();
        }
        String verb = extended ? "EHLO" : "HELO";
        if (!HeloSyntax.isValid(argument, leasehold.context().setting(KernelOptions.HELO_ALLOW_CHARS))
                && !session.includes(KernelOptions.HELO_ACCEPT_JUNK_HOSTS)) {
            session.log("rejected " + verb + " from " + client.logText() + ": syntactically invalid argument(s): "
                    + (argument.isEmpty() ? "(no argument given)" : argument));
            return Optional.of(Reply.of(501, "5.2", "Syntactically invalid " + verb + " argument(s)"));
        }
        session.abandon();
        client.greeted(argument, extended);
        Optional<Reply> refused = acl.check(Phase.HELO, leasehold.context(), verb + " " + argument);
        if (refused.isPresent()) {
            client.forget();
            return refused;
        }
        String hello = leasehold.host() + " Hello " + argument + " ["
                + IpText.of(client.peer().getAddress()) + "]";
        if (!extended) {
            session.promise(Set.of());
            return Optional.of(Reply.of(250, "", hello));
        }
        return Optional.of(announcement(hello));
    }

    private Reply announcement(String hello) {
        Set<String> offered = new HashSet<>();
        List<String> lines = new ArrayList<>(List.of(hello));
        for (SmtpExtension extension : leasehold.grammar().extensions()) {
            try {
                extension.advertise(leasehold.context()).ifPresent(text -> {
                    offered.add(extension.name());
                    lines.add((extension.name().toUpperCase(Locale.ROOT) + " " + text).strip());
                });
            } catch (ExpansionException | RuntimeException | LinkageError e) {
                services.log().panic("extension " + extension.name() + " is not offered: " + e.getMessage());
            }
        }
        lines.add("HELP");
        session.promise(offered);
        return new Reply(250, "", lines);
    }
}
