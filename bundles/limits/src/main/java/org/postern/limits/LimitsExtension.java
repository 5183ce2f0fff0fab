package org.postern.limits;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Option;
import org.postern.api.config.Quantity;
import org.postern.api.smtp.SessionLimits;
import org.postern.spi.SmtpExtension;

/// LIMITS towards clients (RFC 9422, 3): the limits that are in force for this one.
final class LimitsExtension implements SmtpExtension {
    /// The largest number that can be announced: RFC 9422, 3.1 has six digits.
    private static final long MOST = 999_999;

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isPresent()) {
            Match match = context.setting(LimitsPlugin.ADVERTISE).match(client.get(), context);
            if (match instanceof Match.Deferred deferred) {
                throw ExpansionException.defer("limits_advertise_hosts: " + deferred.reason());
            }
            if (!match.holds()) {
                return Optional.empty();
            }
        }
        String limits = (limit("MAILMAX", SessionLimits.SMTP_ACCEPT_MAX_PER_CONNECTION, context)
                        + limit("RCPTMAX", SessionLimits.RECIPIENTS_MAX, context))
                .strip();
        return limits.isEmpty() ? Optional.empty() : Optional.of(limits);
    }

    /// A limit with a space before it; the empty string for none, or one that a client never comes to.
    private static String limit(String name, Option<Expression> option, Context context) throws ExpansionException {
        long limit = Quantity.of(option, context);
        return limit > 0 && limit <= MOST ? " " + name + "=" + limit : "";
    }
}
