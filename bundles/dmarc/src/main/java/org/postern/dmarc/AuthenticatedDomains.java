package org.postern.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.AuthResult;
import org.postern.api.Context;

/// What SPF and DKIM have left on the message.
///
/// @param spf MAIL FROM or, for a bounce, HELO (RFC 7208, 2.4)
/// @param dkim one for each signature
record AuthenticatedDomains(List<Identifier> spf, List<Identifier> dkim) {
    private static final int MAX_SIGNATURES = 100;

    AuthenticatedDomains {
        spf = List.copyOf(spf);
        dkim = List.copyOf(dkim);
    }

    static AuthenticatedDomains of(Context context) {
        return of(context.get(AuthResult.RESULTS).orElse(List.of()));
    }

    static AuthenticatedDomains of(List<AuthResult> results) {
        List<Identifier> mailFrom = new ArrayList<>();
        List<Identifier> helo = new ArrayList<>();
        List<Identifier> dkim = new ArrayList<>();
        for (AuthResult result : results) {
            switch (result.method()) {
                case "spf" -> {
                    domain(result, "smtp", "mailfrom")
                            .ifPresent(domain -> mailFrom.add(Identifier.spf(domain, result.result())));
                    domain(result, "smtp", "helo")
                            .ifPresent(domain -> helo.add(Identifier.spf(domain, result.result())));
                }
                case "dkim" -> {
                    String selector = property(result, "header", "s").orElse("");
                    Optional<String> domain = domain(result, "header", "d");
                    if (domain.isPresent() && dkim.size() < MAX_SIGNATURES) {
                        dkim.add(Identifier.dkim(domain.get(), result.result(), selector));
                    }
                }
                default -> {}
            }
        }
        return new AuthenticatedDomains(mailFrom.isEmpty() ? helo : mailFrom, dkim);
    }

    /// The identity of a signature (`i=`).
    static Optional<String> identity(Identifier signature, Context context) {
        return context.get(AuthResult.RESULTS).orElse(List.of()).stream()
                .filter(result -> result.method().equals("dkim"))
                .filter(result -> domain(result, "header", "d").equals(Optional.of(signature.domain()))
                        && property(result, "header", "s").equals(signature.selector()))
                .findFirst()
                .flatMap(result -> property(result, "header", "i"));
    }

    DmarcRequest request(String author) {
        return new DmarcRequest(author, spf, dkim);
    }

    /// The domain of a property, which may be an address.
    private static Optional<String> domain(AuthResult result, String type, String name) {
        return property(result, type, name)
                .flatMap(value -> DomainNames.of(value.substring(value.lastIndexOf('@') + 1)));
    }

    private static Optional<String> property(AuthResult result, String type, String name) {
        return result.properties().stream()
                .filter(property ->
                        property.type().equals(type) && property.name().equals(name))
                .map(AuthResult.Property::value)
                .findFirst();
    }
}
