package org.postern.ratelimit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Message;
import org.postern.api.net.IpText;

/// The argument of one condition, read: `LIMIT/PERIOD/OPTIONS/KEY`.
///
/// @param limit events in a period that are too many
/// @param periodSeconds the period
/// @param mode what is counted
/// @param update when the rate that is kept changes
/// @param count how many events this is
/// @param key whose rate it is
/// @param unique what is counted once in a period only; empty to count everything
record RateLimit(
        double limit,
        double periodSeconds,
        Mode mode,
        Update update,
        double count,
        String key,
        Optional<String> unique) {
    /// When the rate that is kept changes.
    enum Update {
        /// If it is below the limit.
        LEAKY,
        /// Always.
        STRICT,
        /// Never.
        READ_ONLY
    }

    /// Reads the parts of an argument.
    static RateLimit read(List<String> parts, Context context) throws ExpansionException {
        if (parts.isEmpty() || parts.getFirst().isEmpty()) {
            throw error("sender rate limit not set");
        }
        double limit = limit(parts.getFirst());
        String period = parts.size() > 1 ? parts.get(1) : "";
        double seconds = seconds(period);
        Reading reading = new Reading(context);
        for (String option : parts.subList(2, parts.size())) {
            reading.take(option);
        }
        return reading.rateLimit(limit, seconds, period);
    }

    private static ExpansionException error(String fault) {
        return ExpansionException.defer("error in arguments to \"ratelimit\" condition: " + fault);
    }

    private static double limit(String text) throws ExpansionException {
        double factor = switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> 1024;
            case 'm' -> 1024 * 1024;
            case 'g' -> 1024 * 1024 * 1024;
            default -> 1;
        };
        return factor * number(factor == 1 ? text : text.substring(0, text.length() - 1), text);
    }

    private static double number(String digits, String shown) throws ExpansionException {
        if (digits.length() > 30 || !digits.matches("\\d+(\\.\\d*)?|\\.\\d+")) {
            throw error("\"" + shown + "\" is not a positive number");
        }
        return Double.parseDouble(digits);
    }

    private static double seconds(String period) throws ExpansionException {
        try {
            long seconds = OptionTypes.time(period).toSeconds();
            if (seconds > 0) {
                return seconds;
            }
        } catch (ConfigException _) {
            // the same complaint
        }
        throw error("\"" + period + "\" is not a time value");
    }

    private static final class Reading {
        private final Context context;
        private final Phase phase;
        private Optional<Mode> mode = Optional.empty();
        private boolean leaky;
        private boolean strict;
        private boolean readOnly;
        private boolean noUpdate;
        private boolean wrongPhase;
        private double count = 1;
        private Optional<String> unique = Optional.empty();
        private Optional<String> key = Optional.empty();

        Reading(Context context) {
            this.context = context;
            this.phase = context.phase().orElse(Phase.NOT_SMTP);
        }

        void take(String option) throws ExpansionException {
            switch (option.toLowerCase(Locale.ROOT)) {
                case "leaky" -> leaky = true;
                case "strict" -> strict = true;
                case "noupdate" -> noUpdate = true;
                case "readonly" -> readOnly = true;
                case "per_cmd" -> mode(Mode.PER_CMD);
                case "per_conn" -> {
                    mode(Mode.PER_CONN);
                    wrongPhase |=
                            phase == Phase.NOT_SMTP || phase == Phase.NOT_SMTP_MIME || phase == Phase.NOT_SMTP_START;
                }
                case "per_mail" -> {
                    mode(Mode.PER_MAIL);
                    wrongPhase |= !hasMessage();
                }
                case "per_rcpt" -> perRecipient();
                case "per_byte" -> {
                    // Exim keeps both under one key.
                    mode(Mode.PER_MAIL);
                    wrongPhase |= !hasMessage();
                    count = context.message().map(Message::size).orElse(0L);
                }
                case "per_addr" -> {
                    mode(Mode.PER_ADDR);
                    wrongPhase |= phase != Phase.RCPT;
                    unique = Optional.of(context.recipient()
                            .map(recipient -> recipient.address().toString())
                            .orElse("*"));
                }
                default -> named(option);
            }
        }

        private void perRecipient() throws ExpansionException {
            if (phase == Phase.RCPT) {
                mode(Mode.PER_RCPT);
                return;
            }
            boolean known = hasMessage() && phase != Phase.MAIL;
            mode(known ? Mode.PER_ALLRCPTS : Mode.PER_RCPT);
            wrongPhase |= !known;
            count = context.message()
                    .map(message -> message.recipients().size())
                    .orElse(0);
        }

        private void named(String option) throws ExpansionException {
            if (option.regionMatches(true, 0, "count=", 0, 6)) {
                count = number(option.substring(6), option);
            } else if (option.regionMatches(true, 0, "unique=", 0, 7)) {
                unique = Optional.of(option.substring(7));
            } else {
                key = Optional.of(key.map(before -> before + "/" + option).orElse(option));
            }
        }

        private void mode(Mode wanted) throws ExpansionException {
            if (mode.filter(known -> known != wanted).isPresent()) {
                throw error("conflicting per_* options");
            }
            mode = Optional.of(wanted);
        }

        /// Whether this is one of the ACLs from MAIL to the end of the data.
        private boolean hasMessage() {
            return switch (phase) {
                case MAIL, RCPT, PREDATA, MIME, DKIM, DATA, PRDR, NOT_SMTP, NOT_SMTP_MIME -> true;
                default -> false;
            };
        }

        RateLimit rateLimit(double limit, double seconds, String period) throws ExpansionException {
            int modes = (leaky ? 1 : 0) + (strict ? 1 : 0) + (readOnly ? 1 : 0);
            if (modes > 1) {
                throw error("conflicting update modes");
            }
            Mode counted = mode.orElse(Mode.PER_MAIL);
            if (wrongPhase && (leaky || strict) && !noUpdate) {
                throw error("\"" + counted.word() + "\" must not have /leaky or /strict option, or cannot be used in "
                        + phase.label() + " ACL");
            }
            boolean reads = readOnly || noUpdate || wrongPhase;
            Update update = reads ? Update.READ_ONLY : strict ? Update.STRICT : Update.LEAKY;
            String subject =
                    key.orElseGet(() -> context.clientAddress().map(IpText::of).orElse(""));
            String full = period + "/" + counted.word() + "/" + (unique.isPresent() ? "unique/" : "") + subject;
            return new RateLimit(limit, seconds, counted, update, reads ? 0 : count, full, unique);
        }
    }
}
