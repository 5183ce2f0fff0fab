package org.postern.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.dns.DnsException;
import org.postern.api.net.IpText;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.spi.SmtpExtension;

/// EHLO and HELO (RFC 5321, 4.1.1.1).
final class HelloCommands {
    private final SmtpSession session;
    private final Services services;
    private final Client client;
    private final AuthCommand auth;

    HelloCommands(SmtpSession session, Services services, AuthCommand auth) {
        this.auth = auth;
        this.session = session;
        this.services = services;
        this.client = session.client();
    }

    Optional<Reply> greeting(String argument, boolean extended, CommandCounter counter) throws IOException {
        String verb = extended ? "EHLO" : "HELO";
        String line = verb + " " + argument;
        if (session.pipelining().uninvited(line)) {
            return Optional.empty();
        }
        MailContext known = session.leasehold().context();
        if (!HeloSyntax.isValid(argument, known.setting(KernelOptions.HELO_ALLOW_CHARS))
                && !session.leasehold().includes(KernelOptions.HELO_ACCEPT_JUNK_HOSTS)) {
            return malformed(verb, argument, counter);
        }
        client.named(argument);
        lookUp(argument, known);
        Optional<Reply> unverified = unverified(verb, argument);
        if (unverified.isPresent()) {
            return unverified;
        }
        session.abandon();
        Optional<Reply> refused =
                session.acl().check(Phase.HELO, session.leasehold().context(), "EHLO or HELO " + argument);
        if (refused.isPresent()) {
            client.named("");
            return refused;
        }
        if (session.pipelining().uninvited(line)) { // the ACL may have taken its time
            return Optional.empty();
        }
        Optional<Reply> undecided = auth.unasked();
        if (undecided.isPresent()) {
            client.named("");
            return undecided;
        }
        client.greeted(extended);
        Reply hello = session.acl().accepted(Reply.of(250, "", hello(argument)));
        if (!extended) {
            session.promises().forget();
            return Optional.of(hello);
        }
        return Optional.of(announcement(hello));
    }

    private Optional<Reply> malformed(String verb, String argument, CommandCounter counter) throws IOException {
        session.logRefusal("rejected " + verb + " from " + client.logName() + ": syntactically invalid argument(s): "
                + (argument.isEmpty() ? "(no argument given)" : Printable.of(argument)));
        client.misnamed();
        session.reply(Reply.of(501, "5.2", "Syntactically invalid " + verb + " argument(s)"));
        if (counter.isOneTooManyError(session.leasehold().context())) {
            session.close();
        }
        return Optional.empty();
    }

    /// The client's name is looked up where it calls itself by one that needs it.
    private void lookUp(String argument, MailContext known) {
        try {
            if (known.setting(KernelOptions.HELO_LOOKUP_DOMAINS)
                    .match(argument, known)
                    .holds()) {
                client.hostName();
            }
        } catch (ExpansionException e) {
            services.log().panic("helo_lookup_domains: " + e.getMessage());
        } catch (DnsException e) {
            // The name stays unknown; whoever needs it asks again.
        }
    }

    private Optional<Reply> unverified(String verb, String argument) {
        if (!session.leasehold().includes(KernelOptions.HELO_VERIFY_HOSTS)) {
            return Optional.empty();
        }
        HeloCheck.Result result = new HeloCheck(client, services.dns()).verify();
        if (result == HeloCheck.Result.VERIFIED) {
            return Optional.empty();
        }
        boolean temporary = result == HeloCheck.Result.UNKNOWN;
        session.logRefusal((temporary ? "temporarily " : "") + "rejected \"" + verb + " " + argument + "\" from "
                + client.logName());
        return Optional.of(Reply.of(temporary ? 451 : 550, "7.1", verb + " argument does not match calling host"));
    }

    private String hello(String argument) {
        String ident = client.ident().isEmpty() ? "" : client.ident() + " at ";
        return session.host() + " Hello " + ident + client.knownName().orElse(argument) + " ["
                + IpText.of(client.peer().getAddress()) + "]";
    }

    private Reply announcement(Reply hello) {
        Set<String> offered = new HashSet<>();
        Map<String, Boolean> commands = new HashMap<>();
        List<String> lines = new ArrayList<>(List.of(hello.lines().getFirst()));
        for (SmtpExtension extension : session.leasehold().grammar().extensions()) {
            try {
                extension.advertise(session.leasehold().context()).ifPresent(text -> {
                    offered.add(extension.name());
                    extension.commands().forEach(command -> commands.put(command.verb(), command.bringsData()));
                    lines.add((extension.name().toUpperCase(Locale.ROOT) + " " + text).strip());
                });
            } catch (ExpansionException | RuntimeException | LinkageError e) {
                services.log().panic("extension " + extension.name() + " is not offered: " + e.getMessage());
            }
        }
        for (Phase phase : List.of(Phase.ETRN, Phase.VRFY, Phase.EXPN)) {
            if (session.leasehold().policy().hasAcl(phase)) {
                lines.add(phase.label());
            }
        }
        lines.add("HELP");
        session.promises().make(offered, commands);
        return new Reply(250, "", lines);
    }
}
