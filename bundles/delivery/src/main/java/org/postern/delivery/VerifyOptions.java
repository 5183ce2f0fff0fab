package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.ConfigException;

/// What follows the name in `verify = sender=ADDRESS/defer_ok/callout=30s,random`.
///
/// @param address to verify in place of the envelope's; empty for the envelope's
/// @param deferOk whether not to be known now is good enough
/// @param noDetails whether the client is told nothing of a failed sender
/// @param successOnRedirect whether an address that is redirected is good
/// @param callout whether and how the host of the address is asked
record VerifyOptions(
        Optional<String> address,
        boolean deferOk,
        boolean noDetails,
        boolean successOnRedirect,
        Optional<CalloutOptions> callout) {
    /// What is verified.
    enum Subject {
        SENDER,
        RECIPIENT,
        HEADER_SENDER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Reads `text`: what follows the name, without the first slash.
    static VerifyOptions parse(Subject subject, String text) throws ConfigException {
        String rest = text.strip();
        Optional<String> address = Optional.empty();
        if (rest.startsWith("=")) {
            if (subject != Subject.SENDER) {
                throw new ConfigException("verify = " + subject.word() + " takes no address");
            }
            int slash = rest.indexOf('/');
            address = Optional.of((slash < 0 ? rest.substring(1) : rest.substring(1, slash)).strip());
            rest = slash < 0 ? "" : rest.substring(slash + 1);
        }
        boolean deferOk = false;
        boolean noDetails = false;
        boolean successOnRedirect = false;
        Optional<CalloutOptions> callout = Optional.empty();
        for (String option : words(rest)) {
            switch (option.toLowerCase(Locale.ROOT)) {
                case "defer_ok" -> deferOk = true;
                case "no_details" -> noDetails = true;
                case "success_on_redirect" -> successOnRedirect = true;
                case "callout_defer_ok" ->
                    callout = Optional.of(callout.orElse(CalloutOptions.DEFAULT).lenient());
                case "check_postmaster" ->
                    callout = Optional.of(callout.orElse(CalloutOptions.DEFAULT).withPostmaster(""));
                default -> callout = Optional.of(callout(subject, option));
            }
        }
        return new VerifyOptions(address, deferOk, noDetails, successOnRedirect, callout);
    }

    private static CalloutOptions callout(Subject subject, String option) throws ConfigException {
        if (!option.regionMatches(true, 0, "callout", 0, 7)) {
            throw new ConfigException(
                    "unknown option \"" + option + "\" in ACL condition \"verify " + subject.word() + "\"");
        }
        String rest = option.substring(7).strip();
        if (!rest.isEmpty() && !rest.startsWith("=")) {
            throw new ConfigException("'=' expected after \"callout\" in ACL condition \"" + option + "\"");
        }
        return CalloutOptions.parse(subject, rest.isEmpty() ? "" : rest.substring(1));
    }

    private static List<String> words(String options) {
        List<String> words = new ArrayList<>();
        for (String option : options.split("/", -1)) {
            if (!option.isBlank()) {
                words.add(option.strip());
            }
        }
        return words;
    }
}
