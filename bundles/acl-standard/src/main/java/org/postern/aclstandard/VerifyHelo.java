package org.postern.aclstandard;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.smtp.Session;
import org.postern.spi.AclCondition;

/// `verify = helo`: what the client said at EHLO or HELO is its address in brackets, or a name of its host:
/// the one that is known of it, or one that leads to the address.
final class VerifyHelo implements AclCondition {
    private final Dns dns;

    VerifyHelo(Dns dns) {
        this.dns = dns;
    }

    @Override
    public String name() {
        return "helo";
    }

    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Set<Phase> phases() {
        return Phases.SESSION;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        NoOptions.ofVerify("helo", argument);
        return this::test;
    }

    private Outcome test(Context context) {
        Optional<Session> session = context.session();
        if (session.isEmpty()) {
            return Outcome.of(true);
        }
        Optional<String> helo = session.get().helo();
        if (helo.isEmpty()) {
            return Outcome.of(false);
        }
        InetAddress client = session.get().peer().getAddress();
        if (helo.get().startsWith("[")) {
            return Outcome.of(isLiteral(helo.get(), client));
        }
        try {
            return Outcome.of(isNameOf(session.get(), helo.get(), client));
        } catch (DnsException e) {
            return new Outcome.Defer("", "HELO verification: " + e.getMessage());
        }
    }

    private boolean isNameOf(Session session, String helo, InetAddress client) throws DnsException {
        // A name that is not known yet is not looked up for this.
        String name = session.origin().clientName();
        boolean known = !name.isEmpty() && name.toLowerCase(Locale.ROOT).equals(helo.toLowerCase(Locale.ROOT));
        return known || dns.addresses(helo).contains(client);
    }

    private static boolean isLiteral(String helo, InetAddress client) {
        if (!helo.endsWith("]")) {
            return false;
        }
        String inner = helo.substring(1, helo.length() - 1);
        String text = inner.regionMatches(true, 0, "IPv6:", 0, 5) ? inner.substring(5) : inner;
        try {
            return InetAddress.ofLiteral(text).equals(client);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
