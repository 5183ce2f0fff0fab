package org.postern.delivery;

import java.time.Duration;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionTypes;
import org.postern.delivery.VerifyOptions.Subject;

/// What follows `callout=`: how the host of an address is asked whether it takes mail for it.
///
/// @param timeout for each answer
/// @param connect for the connection; empty for `timeout`
/// @param maxWait for all hosts together; empty for four times `timeout`
/// @param deferOk whether it is good enough if no host answers
/// @param cached whether answers are remembered
/// @param random whether an address that cannot exist is tried first
/// @param useSender whether the envelope sender stands in MAIL, for a recipient
/// @param usePostmaster whether the local postmaster stands in MAIL, for a recipient
/// @param mailFrom what stands in MAIL, for a sender of the header; expanded already
/// @param postmaster what stands in MAIL when the host is asked for its postmaster; empty not to ask
/// @param fullPostmaster whether `<postmaster>` without a domain will do
record CalloutOptions(
        Duration timeout,
        Optional<Duration> connect,
        Optional<Duration> maxWait,
        boolean deferOk,
        boolean cached,
        boolean random,
        boolean useSender,
        boolean usePostmaster,
        Optional<String> mailFrom,
        Optional<String> postmaster,
        boolean fullPostmaster) {
    static final CalloutOptions DEFAULT = new CalloutOptions(
            Duration.ofSeconds(30),
            Optional.empty(),
            Optional.empty(),
            false,
            true,
            false,
            false,
            false,
            Optional.empty(),
            Optional.empty(),
            false);

    Duration connectTimeout() {
        return connect.orElse(timeout);
    }

    Duration overall() {
        return maxWait.orElse(timeout.multipliedBy(4));
    }

    CalloutOptions lenient() {
        return new CalloutOptions(
                timeout,
                connect,
                maxWait,
                true,
                cached,
                random,
                useSender,
                usePostmaster,
                mailFrom,
                postmaster,
                fullPostmaster);
    }

    CalloutOptions withPostmaster(String sender) {
        return new CalloutOptions(
                timeout,
                connect,
                maxWait,
                deferOk,
                cached,
                random,
                useSender,
                usePostmaster,
                mailFrom,
                Optional.of(sender),
                fullPostmaster);
    }

    /// Reads the words between the commas.
    static CalloutOptions parse(Subject subject, String text) throws ConfigException {
        Reading reading = new Reading(subject);
        for (String word : Lists.split("<, " + text)) {
            reading.take(word.strip());
        }
        return reading.options();
    }

    private static final class Reading {
        private final Subject subject;
        private Duration timeout = DEFAULT.timeout;
        private Optional<Duration> connect = Optional.empty();
        private Optional<Duration> maxWait = Optional.empty();
        private boolean deferOk;
        private boolean cached = true;
        private boolean random;
        private boolean useSender;
        private boolean usePostmaster;
        private Optional<String> mailFrom = Optional.empty();
        private Optional<String> postmaster = Optional.empty();
        private boolean fullPostmaster;

        Reading(Subject subject) {
            this.subject = subject;
        }

        void take(String word) throws ConfigException {
            int equals = word.indexOf('=');
            String name = (equals < 0 ? word : word.substring(0, equals)).strip();
            switch (name) {
                case "" -> {}
                case "defer_ok" -> deferOk = true;
                case "no_cache" -> cached = false;
                case "random" -> random = true;
                case "hold" -> {} // connections are kept by the transport anyway
                case "use_sender" -> useSender = true;
                case "use_postmaster" -> usePostmaster = true;
                case "postmaster" -> postmaster = Optional.of("");
                case "fullpostmaster" -> {
                    postmaster = Optional.of("");
                    fullPostmaster = true;
                }
                case "postmaster_mailfrom" -> postmaster = Optional.of(value(word, equals));
                case "mailfrom" -> mailFrom = Optional.of(mailFrom(word, equals));
                case "maxwait" -> maxWait = Optional.of(OptionTypes.time(value(word, equals)));
                case "connect" -> connect = Optional.of(OptionTypes.time(value(word, equals)));
                default -> timeout = OptionTypes.time(word);
            }
        }

        private String mailFrom(String word, int equals) throws ConfigException {
            if (subject != Subject.HEADER_SENDER) {
                throw new ConfigException(
                        "\"mailfrom\" is allowed as a callout option only for verify=header_sender (detected in ACL condition \"verify "
                                + subject.word() + "\")");
            }
            return value(word, equals);
        }

        private static String value(String word, int equals) throws ConfigException {
            if (equals < 0) {
                throw new ConfigException("'=' expected after \"" + word + "\" in ACL verify condition");
            }
            return word.substring(equals + 1).strip();
        }

        CalloutOptions options() throws ConfigException {
            if (useSender && usePostmaster) {
                throw new ConfigException(
                        "only one of use_sender and use_postmaster can be set for a recipient callout");
            }
            if ((useSender || usePostmaster) && subject == Subject.SENDER) {
                throw new ConfigException("use_sender or use_postmaster cannot be used for a sender verify callout");
            }
            return new CalloutOptions(
                    timeout,
                    connect,
                    maxWait,
                    deferOk,
                    cached,
                    random,
                    useSender,
                    usePostmaster,
                    mailFrom,
                    postmaster,
                    fullPostmaster);
        }
    }
}
