package org.postern.authresults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.api.AuthResult;
import org.postern.api.AuthResult.Property;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.net.IpText;
import org.postern.api.smtp.Session;
import org.postern.results.ResultsField;

/// What is known of a message: what the bundles that are installed have left on it, and what its session
/// tells of the client. In Exim's order of the methods.
///
/// @param results in the order in which they are shown
/// @param hostName the verified name of the client, for a comment; or the empty string
record KnownResults(List<AuthResult> results, String hostName) {
    private static final List<String> ORDER = List.of("iprev", "auth", "spf", "dkim", "dmarc", "arc");

    KnownResults {
        results = List.copyOf(results);
    }

    static KnownResults of(Context context) throws ExpansionException {
        List<AuthResult> all = new ArrayList<>();
        if (context.session().isPresent()) {
            reverse(context.session().get(), context).ifPresent(all::add);
        }
        authenticated(context).ifPresent(all::add);
        all.addAll(context.get(AuthResult.RESULTS).orElse(List.of()));
        all.sort(Comparator.comparingInt(result -> place(result.method())));
        return new KnownResults(
                all, context.session().map(KnownResults::hostName).orElse(""));
    }

    /// The verified name of the client, if it has been looked up.
    private static String hostName(Session session) {
        return session.origin().clientName();
    }

    private static int place(String method) {
        int place = ORDER.indexOf(method);
        return place < 0 ? ORDER.size() : place;
    }

    /// Whether the address of the client has a name that leads back to it (RFC 8601, 3): only where it has
    /// been looked up, as by `host_lookup`.
    private static Optional<AuthResult> reverse(Session session, Context context) throws ExpansionException {
        boolean isNamed = !hostName(session).isEmpty();
        if (!isNamed && session.hostLookupMessage().isEmpty()) {
            return Optional.empty();
        }
        boolean isDeferred = variable(context, "host_lookup_deferred").equals("1");
        String result = isNamed ? "pass" : isDeferred ? "temperror" : "fail";
        String address = IpText.of(session.peer().getAddress());
        return Optional.of(new AuthResult(
                "iprev",
                result,
                "",
                List.of(new Property("policy", "iprev", address), new Property("smtp", "remote-ip", address))));
    }

    /// Who the client is by AUTH.
    private static Optional<AuthResult> authenticated(Context context) throws ExpansionException {
        if (variable(context, "sender_host_authenticated").isEmpty()) {
            return Optional.empty();
        }
        List<Property> properties = new ArrayList<>();
        add(properties, "auth", variable(context, "authenticated_id"));
        add(properties, "mailfrom", variable(context, "authenticated_sender"));
        return Optional.of(new AuthResult("auth", "pass", "", properties));
    }

    private static void add(List<Property> properties, String name, String value) {
        if (!value.isEmpty()) {
            properties.add(new Property("smtp", name, value));
        }
    }

    private static String variable(Context context, String name) throws ExpansionException {
        return context.variable(name).map(Text::value).orElse("");
    }

    /// The field in the name of `servId`.
    String field(String servId) {
        ResultsField field = ResultsField.of(servId);
        for (AuthResult result : results) {
            field.result(result.method(), result.result());
            if (result.method().equals("iprev") && result.result().equals("pass")) {
                field.comment(hostName);
            }
            field.reason(result.reason());
            result.properties().forEach(p -> field.property(p.type(), p.name(), p.value()));
        }
        return field.toString();
    }
}
