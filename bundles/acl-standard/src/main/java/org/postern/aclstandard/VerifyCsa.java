package org.postern.aclstandard;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord.Srv;
import org.postern.api.dns.DnsType;
import org.postern.api.smtp.Session;
import org.postern.spi.AclCondition;

/// `verify = csa`: Client SMTP Authorization, by the SRV records `_client._smtp` of what the client said at EHLO.
final class VerifyCsa implements AclCondition {
    static final Option<Long> DNS_CSA_SEARCH_LIMIT =
            Option.of("dns_csa_search_limit", OptionTypes.NUMBER, "5");
    static final Option<Boolean> DNS_CSA_USE_REVERSE = Option.of("dns_csa_use_reverse", OptionTypes.BOOLEAN, "true");

    /// `$csa_status`.
    static final Slot<String> STATUS = Slot.of(Slot.Lifetime.CONNECTION, "csa-status");

    /// The version of CSA, in the place of the priority.
    private static final int VERSION = 1;
    /// The client is authorized from the addresses of the target, in the place of the weight.
    private static final int AUTHORIZED = 2;
    /// All names below the domain have records of their own, in the place of the port.
    private static final int ALL_EXPLICIT = 1;

    private final Dns dns;

    VerifyCsa(Dns dns) {
        this.dns = dns;
    }

    /// What CSA says.
    private enum Result {
        UNKNOWN("unknown", "unknown"),
        OK("ok", "ok"),
        DEFER_SRV("defer", "deferred (SRV lookup failed)"),
        DEFER_ADDRESS("defer", "deferred (target address lookup failed)"),
        FAIL_EXPLICIT("fail", "failed (explicit authorization required)"),
        FAIL_DOMAIN("fail", "failed (host name not authorized)"),
        FAIL_NO_ADDRESS("fail", "failed (no authorized addresses)"),
        FAIL_MISMATCH("fail", "failed (client address mismatch)");

        private final String status;
        private final String reason;

        Result(String status, String reason) {
            this.status = status;
            this.reason = reason;
        }
    }

    @Override
    public String name() {
        return "csa";
    }

    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        Expression domain = compiler.expression(argument);
        return context -> outcome(check(domain.expand(context).value().strip(), context), context);
    }

    private static Outcome outcome(Result result, Context context) {
        context.put(STATUS, result.status);
        String text = "client SMTP authorization " + result.reason;
        return switch (result.status) {
            case "defer" -> new Outcome.Defer("", text);
            case "fail" -> new Outcome.NoMatch(text, text);
            default -> Outcome.of(true);
        };
    }

    private Result check(String argument, Context context) {
        Optional<Session> session = context.session();
        if (session.isEmpty()) {
            return Result.UNKNOWN;
        }
        InetAddress client = session.get().peer().getAddress();
        String said = argument.isEmpty() ? session.get().helo().orElse("") : argument;
        Optional<InetAddress> literal = said.isEmpty() ? Optional.of(client) : literal(said);
        if (literal.isPresent() && !context.setting(DNS_CSA_USE_REVERSE)) {
            return Result.UNKNOWN;
        }
        String domain = literal.map(Dns::reverseName).orElse(said.toLowerCase(Locale.ROOT));
        return check(domain, client, context.setting(DNS_CSA_SEARCH_LIMIT));
    }

    private static Optional<InetAddress> literal(String said) {
        String inner = said.startsWith("[") && said.endsWith("]") ? said.substring(1, said.length() - 1) : said;
        int colon = inner.regionMatches(true, 0, "IPv6:", 0, 5) ? 5 : 0;
        try {
            return Optional.of(InetAddress.ofLiteral(inner.substring(colon)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Result check(String domain, InetAddress client, long limit) {
        try {
            List<Srv> own = records(domain);
            if (own.isEmpty()) {
                return ofParents(domain, limit);
            }
            return ofDomain(own, client);
        } catch (DnsException _) {
            return Result.DEFER_SRV;
        }
    }

    private List<Srv> records(String domain) throws DnsException {
        DnsAnswer answer = dns.query("_client._smtp." + domain, DnsType.SRV);
        return answer.records(Srv.class)
                .filter(record -> record.priority() == VERSION)
                .toList();
    }

    /// A domain above may say that all names below it have records of their own.
    private Result ofParents(String domain, long limit) throws DnsException {
        String[] labels = domain.split("\\.", -1);
        List<String> parents = new ArrayList<>();
        for (int count = 2; count < labels.length && parents.size() < Math.clamp(limit, 0L, 20L); count++) {
            parents.add(String.join(".", List.of(labels).subList(labels.length - count, labels.length)));
        }
        for (String parent : parents) {
            List<Srv> found = records(parent);
            if (!found.isEmpty()) {
                return (found.getFirst().port() & ALL_EXPLICIT) == 0 ? Result.UNKNOWN : Result.FAIL_EXPLICIT;
            }
        }
        return Result.UNKNOWN;
    }

    private Result ofDomain(List<Srv> records, InetAddress client) {
        for (Srv record : records) {
            if (record.weight() < AUTHORIZED) {
                return Result.FAIL_DOMAIN;
            }
            if (record.weight() == AUTHORIZED) {
                return byTarget(record.target(), client);
            }
        }
        return Result.UNKNOWN;
    }

    private Result byTarget(String target, InetAddress client) {
        if (target.isEmpty()) {
            return Result.FAIL_NO_ADDRESS;
        }
        try {
            List<InetAddress> addresses = dns.addresses(target);
            if (addresses.isEmpty()) {
                return Result.FAIL_NO_ADDRESS;
            }
            return addresses.contains(client) ? Result.OK : Result.FAIL_MISMATCH;
        } catch (DnsException _) {
            return Result.DEFER_ADDRESS;
        }
    }
}
