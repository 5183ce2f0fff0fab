package org.postern.delivery;

import java.io.PrintStream;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.Context;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsPolicy;
import org.postern.api.smtp.Reply;
import org.postern.spi.Callout;
import org.postern.spi.TlsObserver;

/// Connects to each host of an address, up to MAIL, and prints what came of TLS. Confined to one thread.
final class TlsProbe implements Callout, TlsObserver {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int DNS_NAME = 2;

    private final CalloutDelivery way;
    private final PrintStream out;
    private boolean well = true;

    TlsProbe(CalloutDelivery way, PrintStream out) {
        this.way = way;
        this.out = out;
    }

    /// Whether mail would have gone to each host.
    boolean allWell() {
        return well;
    }

    @Override
    public String name() {
        return "tls-probe";
    }

    @Override
    public void attempted(TlsAttempt attempt, Context context) {
        line(attempt.host() + ":");
        TlsPolicy policy = attempt.policy();
        policy.published().ifPresent(this::published);
        line("  wanted: " + wanted(policy));
        attempt.agreed().ifPresent(this::agreed);
        attempt.fault().ifPresent(fault -> line("  fault: " + fault.word() + ": " + attempt.detail()));
    }

    private void published(TlsPolicy.Published policy) {
        line("  published by " + policy.domain() + " (" + policy.type() + "):");
        policy.text().forEach(text -> line("    " + text));
    }

    private static String wanted(TlsPolicy policy) {
        String level = policy.isRequired() ? "TLS" : "TLS if offered";
        String by = policy.verifier().isPresent() ? policy.name() : policy.names() ? "PKIX and the name" : "PKIX";
        return switch (policy.verification()) {
            case NONE -> level + ", any certificate";
            case TRY -> level + ", the certificate is looked at (" + by + ")";
            case REQUIRED -> level + ", a certificate that is verified (" + by + ")";
        };
    }

    private void agreed(TlsInfo tls) {
        line("  agreed on: " + tls.logText() + (tls.sni().isEmpty() ? "" : " SNI=" + tls.sni()));
        for (int depth = 0; depth < tls.peerChain().size(); depth++) {
            X509Certificate one = tls.peerChain().get(depth);
            line("  certificate " + depth + ": " + one.getSubjectX500Principal() + names(one) + ", issued by "
                    + one.getIssuerX500Principal() + ", until "
                    + one.getNotAfter().toInstant());
        }
        line("  verified: " + (tls.verified() ? "by " + tls.verdict().by() : "no"));
        if (tls.ocsp() != TlsInfo.Ocsp.NOT_REQUESTED) {
            line("  OCSP: " + tls.ocsp());
        }
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? ""
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)))
                            .collect(Collectors.joining(", ", " for ", ""));
        } catch (CertificateParsingException e) {
            return " with names that cannot be read";
        }
    }

    /// What a host has sent may not reach the terminal as it is.
    private void line(String text) {
        out.print(StatusPart.line(text) + "\n");
    }

    @Override
    public boolean ask(Host host, Dialogue dialogue) {
        line("  mail would go to " + host);
        return false;
    }

    @Override
    public boolean failed(Host host, String problem, Optional<Reply> reply) {
        well = false;
        line("  mail would not go to " + host + ": " + problem);
        return false;
    }

    @Override
    public Duration connectTimeout() {
        return LIMIT;
    }

    @Override
    public Duration commandTimeout() {
        return LIMIT;
    }

    @Override
    public Delivery delivery() {
        return way.with(this);
    }
}
