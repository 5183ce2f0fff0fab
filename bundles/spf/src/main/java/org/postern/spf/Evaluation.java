package org.postern.spf;

import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.spf.MacroString.Use;
import org.postern.spf.Mechanism.Cidr;
import org.postern.spf.SpfRecord.Directive;
import org.postern.spf.SpfResult.Code;

/// One check: `check_host()` of RFC 7208, section 4, with what it has used of its limits. Confined to one
/// thread, used once.
///
/// `temperror` and `permerror` end all of it, from whatever depth, as an exception. The depth itself is
/// bounded, since each `include` and `redirect` is one of the ten terms that may look something up.
final class Evaluation {
    private static final int MAX_MX = 10;
    private static final int MAX_LABEL = 63;
    private static final int MAX_DOMAIN = 253;
    private static final int MAX_EXPLANATION = 500;

    /// How the policy of one domain decides.
    ///
    /// @param code the verdict
    /// @param mechanism the term that decided
    /// @param domain whose policy it stands in
    /// @param explanation where that policy explains a `fail`
    private record Verdict(Code code, String mechanism, String domain, Optional<MacroString> explanation) {}

    private final SpfRequest request;
    private final Lookups lookups;
    private final Trace trace;
    private final ClientNames names;
    private final byte[] client;

    Evaluation(SpfRequest request, Lookups lookups, Trace trace) {
        this.request = request;
        this.lookups = lookups;
        this.trace = trace;
        this.names = new ClientNames(request.client(), lookups);
        this.client = request.client().getAddress();
    }

    /// Checks by the published policy or, if one is given, by that.
    SpfResult run(Optional<String> policy) {
        try {
            String domain = request.domain();
            Verdict verdict = policy.isPresent() ? evaluate(domain, SpfRecord.parse(policy.get())) : checkHost(domain);
            return result(verdict.code(), verdict.mechanism(), "", explanation(verdict), policy.isPresent());
        } catch (SpfException e) {
            trace.add(e.code().label() + ": " + e.problem());
            return result(e.code(), "", e.problem(), Optional.empty(), policy.isPresent());
        }
    }

    private SpfResult result(
            Code code, String mechanism, String problem, Optional<String> explanation, boolean isGuessed) {
        return new SpfResult(code, request, mechanism, problem, explanation, isGuessed, trace.lines());
    }

    private Verdict checkHost(String domain) throws SpfException {
        if (!isDomain(domain)) {
            trace.add(domain + ": not a domain with a policy");
            return new Verdict(Code.NONE, "", domain, Optional.empty());
        }
        List<String> records = lookups.query(domain, DnsType.TXT)
                .records(DnsRecord.Txt.class)
                .map(DnsRecord.Txt::text)
                .filter(SpfRecord::isRecord)
                .toList();
        if (records.size() > 1) {
            throw SpfException.permanent(domain + " has " + records.size() + " policies");
        }
        if (records.isEmpty()) {
            trace.add(domain + ": no policy");
            return new Verdict(Code.NONE, "", domain, Optional.empty());
        }
        return evaluate(domain, SpfRecord.parse(records.getFirst()));
    }

    /// Whether it makes sense to ask for the policy of a name (RFC 7208, 4.3): two labels at least, no
    /// address literal.
    private static boolean isDomain(String name) {
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (relative.length() > MAX_DOMAIN || relative.startsWith("[") || relative.indexOf('.') < 0) {
            return false;
        }
        for (String label : relative.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL) {
                return false;
            }
        }
        return true;
    }

    private Verdict evaluate(String domain, SpfRecord policy) throws SpfException {
        for (Directive directive : policy.directives()) {
            boolean matches = matches(directive.mechanism(), domain);
            trace.add(domain + " " + directive.text() + ": "
                    + (matches ? "match: " + directive.code().label() : "no match"));
            if (matches) {
                return new Verdict(directive.code(), directive.text(), domain, policy.explanation());
            }
        }
        if (policy.redirect().isPresent()) {
            return redirect(policy.redirect().get(), domain);
        }
        trace.add(domain + ": nothing matches: neutral");
        return new Verdict(Code.NEUTRAL, "default", domain, Optional.empty());
    }

    private Verdict redirect(MacroString to, String domain) throws SpfException {
        lookups.countTerm();
        Optional<String> target = target(Optional.of(to), domain);
        trace.add(domain + " redirect=" + to);
        Verdict verdict = target.isPresent() ? nested(target.get()) : new Verdict(Code.NONE, "", "", Optional.empty());
        if (verdict.code() == Code.NONE) {
            throw SpfException.permanent("redirect=" + to + " leads to no policy");
        }
        return verdict;
    }

    private Verdict nested(String domain) throws SpfException {
        trace.deeper();
        try {
            return checkHost(domain);
        } finally {
            trace.back();
        }
    }

    private boolean matches(Mechanism mechanism, String domain) throws SpfException {
        return switch (mechanism) {
            case Mechanism.All _ -> true;
            case Mechanism.Ip(Mechanism.Network network, int bits) -> network.contains(client, bits);
            case Mechanism.Include(MacroString other) -> {
                lookups.countTerm();
                Optional<String> target = target(Optional.of(other), domain);
                yield target.isPresent() && isIncluded(target.get());
            }
            case Mechanism.A(Optional<MacroString> host, Cidr cidr) -> {
                lookups.countTerm();
                Optional<String> target = target(host, domain);
                yield target.isPresent() && isAddressOf(target.get(), cidr, true);
            }
            case Mechanism.Mx(Optional<MacroString> host, Cidr cidr) -> {
                lookups.countTerm();
                Optional<String> target = target(host, domain);
                yield target.isPresent() && isMailExchangerOf(target.get(), cidr);
            }
            case Mechanism.Ptr(Optional<MacroString> host) -> {
                lookups.countTerm();
                Optional<String> target = target(host, domain);
                yield target.isPresent() && hasNameIn(target.get());
            }
            case Mechanism.Exists(MacroString host) -> {
                lookups.countTerm();
                Optional<String> target = target(Optional.of(host), domain);
                yield target.isPresent() && exists(target.get());
            }
        };
    }

    /// The domain that a term means; empty if the term cannot match, because it asks for a local part that is
    /// not ASCII (RFC 8616, 4).
    private Optional<String> target(Optional<MacroString> spec, String domain) throws SpfException {
        if (spec.isEmpty()) {
            return Optional.of(domain);
        }
        boolean isAscii = request.localPart().chars().allMatch(c -> c < 128);
        if (!isAscii && spec.get().uses("sl")) {
            return Optional.empty();
        }
        return Optional.of(spec.get().expandDomain(letter -> value(letter, domain)));
    }

    private boolean isIncluded(String other) throws SpfException {
        Verdict verdict = nested(other);
        if (verdict.code() == Code.NONE) {
            throw SpfException.permanent("include:" + other + " has no policy");
        }
        return verdict.code() == Code.PASS;
    }

    private boolean isAddressOf(String host, Cidr cidr, boolean counts) throws SpfException {
        boolean isIp4 = request.client() instanceof Inet4Address;
        DnsAnswer answer = lookups.query(host, isIp4 ? DnsType.A : DnsType.AAAA);
        if (counts) {
            lookups.countVoid(answer);
        }
        return answer.records(DnsRecord.Address.class)
                .map(record -> record.address().getAddress())
                .anyMatch(address -> Addresses.match(client, address, cidr.bits(address)));
    }

    private boolean isMailExchangerOf(String host, Cidr cidr) throws SpfException {
        DnsAnswer answer = lookups.query(host, DnsType.MX);
        lookups.countVoid(answer);
        List<DnsRecord.Mx> exchangers = answer.records(DnsRecord.Mx.class).toList();
        if (exchangers.size() > MAX_MX) {
            throw SpfException.permanent(host + " has more than " + MAX_MX + " mail exchangers");
        }
        for (DnsRecord.Mx exchanger : exchangers) {
            if (!exchanger.exchange().isEmpty() && isAddressOf(exchanger.exchange(), cidr, false)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasNameIn(String domain) throws SpfException {
        Optional<DnsAnswer> pointers = names.pointers();
        if (pointers.isPresent()) {
            lookups.countVoid(pointers.get());
        }
        return names.isIn(domain);
    }

    private boolean exists(String host) throws SpfException {
        DnsAnswer answer = lookups.query(host, DnsType.A);
        lookups.countVoid(answer);
        return answer.found();
    }

    /// The value of a macro letter (RFC 7208, 7.2).
    private String value(char letter, String domain) {
        return switch (letter) {
            case 's' -> request.sender();
            case 'l' -> request.localPart();
            case 'o' -> request.domain();
            case 'd' -> domain;
            case 'i' -> Addresses.dotted(request.client());
            case 'p' -> names.preferred(domain).orElse("unknown");
            case 'v' -> request.client() instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> request.helo();
            case 'c' -> Addresses.readable(request.client());
            case 'r' -> request.receiver();
            case 't' -> Long.toString(request.now().getEpochSecond());
            default -> throw new IllegalStateException("the parser lets no macro %{" + letter + "} through");
        };
    }

    /// The text of the domain for a `fail`; whatever is wrong with it, there is none (RFC 7208, 6.2).
    private Optional<String> explanation(Verdict verdict) {
        if (verdict.code() != Code.FAIL || verdict.explanation().isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> target = target(verdict.explanation(), verdict.domain());
            List<String> texts = target.isEmpty() || !isDomain(target.get())
                    ? List.of()
                    : lookups.query(target.get(), DnsType.TXT)
                            .records(DnsRecord.Txt.class)
                            .map(DnsRecord.Txt::text)
                            .toList();
            if (texts.size() != 1) {
                return Optional.empty();
            }
            String text = expand(texts.getFirst(), verdict.domain());
            return Optional.of(text.length() > MAX_EXPLANATION ? text.substring(0, MAX_EXPLANATION) : text);
        } catch (SpfException e) {
            trace.add("no explanation: " + e.problem());
            return Optional.empty();
        }
    }

    /// Expands a text for people, in which every macro is allowed.
    String expand(String text, String domain) throws SpfException {
        return MacroString.parse(text, Use.EXPLANATION).expand(letter -> value(letter, domain));
    }
}
