package org.postern.core;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;

/// A kind of failure: what happened, or what a retry rule is for (Exim's manual, 32.3).
///
/// @param cause what kind; in a rule, [Cause#OTHER] stands for all
/// @param detail of MAIL, RCPT and DATA the code of the reply, in a rule perhaps with `x` for digits; of the
/// others `MX` or `A`, by how the host was found, or the empty string
/// @param unread how long a mailbox that is full has not been read, if a rule or anyone says so
public record RetryError(Cause cause, String detail, Optional<Duration> unread) {
    /// Any failure, or one of no special kind.
    public static final RetryError ANY = new RetryError(Cause.OTHER, "", Optional.empty());

    /// Reads the word of a rule.
    public static RetryError of(String word) throws ConfigException {
        String name = word.toLowerCase(Locale.ROOT);
        if (name.startsWith("mail_4") || name.startsWith("rcpt_4") || name.startsWith("data_4")) {
            return reply(name);
        }
        if (name.equals("quota") || name.startsWith("quota_")) {
            Optional<Duration> unread =
                    name.equals("quota") ? Optional.empty() : Optional.of(OptionTypes.time(name.substring(6)));
            return new RetryError(Cause.QUOTA, "", unread);
        }
        return switch (name) {
            case "*" -> ANY;
            case "auth_failed" -> plain(Cause.AUTH_FAILED);
            case "lookup" -> plain(Cause.LOOKUP);
            case "lost_connection" -> plain(Cause.LOST_CONNECTION);
            case "tls_required" -> plain(Cause.TLS_REQUIRED);
            case "timeout_dns" -> plain(Cause.TIMEOUT); // as in Exim, where it never meant more
            case "refused" -> plain(Cause.REFUSED);
            case "refused_a" -> new RetryError(Cause.REFUSED, "A", Optional.empty());
            case "refused_mx" -> new RetryError(Cause.REFUSED, "MX", Optional.empty());
            case "timeout" -> plain(Cause.TIMEOUT);
            case "timeout_a" -> new RetryError(Cause.TIMEOUT, "A", Optional.empty());
            case "timeout_mx" -> new RetryError(Cause.TIMEOUT, "MX", Optional.empty());
            case "timeout_connect" -> plain(Cause.TIMEOUT_CONNECT);
            case "timeout_connect_a" -> new RetryError(Cause.TIMEOUT_CONNECT, "A", Optional.empty());
            case "timeout_connect_mx" -> new RetryError(Cause.TIMEOUT_CONNECT, "MX", Optional.empty());
            default -> throw new ConfigException("unknown or malformed retry error \"" + word + "\"");
        };
    }

    private static RetryError plain(Cause cause) {
        return new RetryError(cause, "", Optional.empty());
    }

    private static RetryError reply(String name) throws ConfigException {
        String code = name.substring(5);
        if (!code.matches("4(xx|\\dx|\\d\\d)")) {
            throw new ConfigException(
                    name.substring(0, 4) + "_4 must be followed by xx, dx, or dd, where d is a digit");
        }
        return new RetryError(Cause.valueOf(name.substring(0, 4).toUpperCase(Locale.ROOT)), code, Optional.empty());
    }

    /// What happened to a delivery.
    public static RetryError of(Problem problem) {
        String detail = switch (problem.cause()) {
            case MAIL, RCPT, DATA ->
                problem.reply().map(reply -> Integer.toString(reply.code())).orElse("");
            case REFUSED, TIMEOUT, TIMEOUT_CONNECT ->
                problem.host().map(host -> host.preference() >= 0 ? "MX" : "A").orElse("");
            default -> "";
        };
        return new RetryError(problem.cause(), detail, Optional.empty());
    }

    /// A failure that the word of a rule stands for: the digits that it leaves open are filled in as Exim
    /// does.
    public RetryError example() {
        String code = detail.equals("4xx") ? "421" : detail.replace('x', '4');
        return new RetryError(cause, code, unread);
    }

    /// Whether a rule for this is one for what happened.
    public boolean covers(RetryError happened) {
        return switch (cause) {
            case OTHER -> true;
            case QUOTA ->
                happened.cause == Cause.QUOTA
                        && unread.map(least -> least.compareTo(happened.unread.orElse(Duration.ZERO)) <= 0)
                                .orElse(true);
            case TIMEOUT ->
                (happened.cause == Cause.TIMEOUT || happened.cause == Cause.TIMEOUT_CONNECT) && fits(happened);
            case MAIL, RCPT, DATA -> happened.cause == cause && codeFits(happened.detail);
            default -> happened.cause == cause && fits(happened);
        };
    }

    private boolean fits(RetryError happened) {
        return detail.isEmpty() || detail.equals(happened.detail);
    }

    private boolean codeFits(String code) {
        if (code.length() != detail.length()) {
            return false;
        }
        for (int i = 0; i < code.length(); i++) {
            if (detail.charAt(i) != 'x' && detail.charAt(i) != code.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
