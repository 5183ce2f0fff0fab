package org.postern.authresults;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.results.AuthenticationResults;
import org.postern.spi.DataCheck;

/// Takes those Authentication-Results fields off a message that came with it and claim to be ours (RFC 8601,
/// 5), before any ACL sees them. What an ACL has added stays.
final class StripCheck implements DataCheck {
    /// How many fields are looked at, from the top; those below are all taken off.
    static final int MAX_FIELDS = 100;

    @Override
    public String name() {
        return "authresults";
    }

    @Override
    public int order() {
        return 5;
    }

    @Override
    public Optional<Reply> check(SmtpExchange exchange) {
        Context context = exchange.context();
        try {
            if (!isTrusted(context)) {
                context.message().ifPresent(message -> strip(message, new Claims(context)));
            }
            return Optional.empty();
        } catch (ExpansionException | Claims.Unknown e) {
            context.log().panic("authresults: whose fields are taken off cannot be known: " + e.getMessage());
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
    }

    private static boolean isTrusted(Context context) throws ExpansionException {
        MatchList<InetAddress> hosts = context.setting(AuthresultsPlugin.TRUSTED_HOSTS);
        if (hosts.isEmpty() || context.clientAddress().isEmpty()) {
            return false;
        }
        return holds(hosts.match(context.clientAddress().get(), context));
    }

    private static boolean holds(Match match) throws ExpansionException {
        if (match instanceof Match.Deferred(String reason)) {
            throw ExpansionException.defer(reason);
        }
        return match.holds();
    }

    private static void strip(Message message, Claims claims) {
        message.removeReceived(field -> field.is(AuthenticationResults.FIELD) && claims.isOurs(field));
    }

    /// Which fields claim to be ours; each name is looked up once.
    private static final class Claims {
        private final Context context;
        private final Map<String, Boolean> known = new HashMap<>();
        private int fields;

        Claims(Context context) {
            this.context = context;
        }

        boolean isOurs(Header field) {
            if (fields++ >= MAX_FIELDS) {
                return true;
            }
            return AuthenticationResults.claimedServId(field.value())
                    .map(ServId::normal)
                    .map(claimed -> known.computeIfAbsent(claimed, this::match))
                    .orElse(false);
        }

        private boolean match(String servId) {
            try {
                return holds(context.setting(AuthresultsPlugin.STRIP).match(servId, context));
            } catch (ExpansionException e) {
                throw new Unknown(e);
            }
        }

        /// Carries an exception out of a predicate.
        static final class Unknown extends RuntimeException {
            private static final long serialVersionUID = 1;

            Unknown(ExpansionException cause) {
                super(cause.getMessage(), cause);
            }
        }
    }
}
