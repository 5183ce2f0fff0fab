package org.postern.expandstandard;

import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.AuthResult;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// `${authresults{SERVER}}`: an Authentication-Results header field (RFC 8601) of all that is known of the
/// message.
final class AuthResultsItem {
    private AuthResultsItem() {}

    static Item item() {
        return new Item("authresults", 1, AuthResultsItem::expand).atMost(1);
    }

    private static Text expand(Arguments arguments, Context context) throws ExpansionException {
        StringBuilder field = new StringBuilder("Authentication-Results: ")
                .append(arguments.expand(0).value());
        reverse(context).ifPresent(result -> field.append(";\n\tiprev=").append(result));
        for (AuthResult result : context.get(AuthResult.RESULTS).orElse(List.of())) {
            field.append(";\n\t").append(result.method()).append('=').append(result.result());
            if (!result.reason().isEmpty()) {
                field.append(" reason=").append(quoted(result.reason()));
            }
            for (AuthResult.Property property : result.properties()) {
                field.append(' ')
                        .append(property.type())
                        .append('.')
                        .append(property.name())
                        .append('=')
                        .append(value(property.value()));
            }
        }
        return Text.tainted(field.toString());
    }

    /// Whether the address of the client has a name that leads back to it.
    private static Optional<String> reverse(Context context) throws ExpansionException {
        Optional<Text> address = context.variable("sender_host_address");
        if (context.session().isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        Optional<Text> name = context.variable("sender_host_name");
        if (name.isPresent()) {
            return Optional.of("pass (" + name.get() + ") smtp.remote-ip=" + address.get());
        }
        boolean deferred =
                context.variable("host_lookup_deferred").map(Text::value).equals(Optional.of("1"));
        return Optional.of((deferred ? "temperror" : "fail") + " smtp.remote-ip=" + address.get());
    }

    private static String value(String value) {
        boolean token = !value.isEmpty()
                && value.chars().allMatch(c -> c > ' ' && c < 127 && "()<>,;:\\\"/[]?=".indexOf(c) < 0);
        return token ? value : quoted(value);
    }

    private static String quoted(String value) {
        return '"' + value.replaceAll("[\r\n]", " ").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
