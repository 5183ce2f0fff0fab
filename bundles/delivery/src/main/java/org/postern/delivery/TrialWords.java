package org.postern.delivery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// What the words after `postern route` and `postern verify` say.
///
/// @param addresses what is to be routed; each may be several, separated by commas
/// @param sender `-f`
/// @param asSender `--sender`: the addresses are verified as those of senders
/// @param verbose `-v`: all that an address becomes is shown
/// @param debug `-d`: what routers say with `debug_print` is shown
/// @param origin `-oMa` and the like: where the message is said to come from
record TrialWords(
        List<String> addresses,
        Optional<String> sender,
        boolean asSender,
        boolean verbose,
        boolean debug,
        TrialOrigin origin) {
    /// A word that cannot be understood.
    static final class Misused extends Exception {
        private static final long serialVersionUID = 1;

        Misused(String message) {
            super(message);
        }
    }

    static TrialWords parse(List<String> words) throws Misused {
        List<String> addresses = new ArrayList<>();
        Optional<String> sender = Optional.empty();
        boolean asSender = false;
        boolean verbose = false;
        boolean debug = false;
        TrialOrigin origin = new TrialOrigin();
        Iterator<String> rest = words.iterator();
        while (rest.hasNext()) {
            String word = rest.next();
            switch (word) {
                case "-f", "-r" -> sender = Optional.of(value(word, rest));
                case "-oMa", "-oMaa", "-oMai", "-oMas", "-oMi", "-oMm", "-oMr", "-oMs", "-oMt" ->
                    origin.set(word, value(word, rest));
                case "--sender" -> asSender = true;
                case "-v" -> verbose = true;
                case "-d" -> debug = true;
                case "-N", "-i", "-oi" -> {} // nothing is delivered here anyway
                default -> {
                    if (word.startsWith("-f")) {
                        sender = Optional.of(word.substring(2));
                    } else if (word.startsWith("-") && addresses.isEmpty()) {
                        throw new Misused("unknown option " + word);
                    } else {
                        addresses.add(word);
                    }
                }
            }
        }
        return new TrialWords(List.copyOf(addresses), sender, asSender, verbose, debug, origin);
    }

    private static String value(String option, Iterator<String> rest) throws Misused {
        if (!rest.hasNext()) {
            throw new Misused(option + ": a value is missing");
        }
        return rest.next();
    }
}
