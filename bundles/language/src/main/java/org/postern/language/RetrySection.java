package org.postern.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;
import org.postern.core.RetryError;
import org.postern.core.RetryRule;

/// Compiles the lines of the retry section (Exim's manual, chapter 32). Used by one thread.
final class RetrySection {
    private final Environment environment;
    private final Problems problems;

    RetrySection(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    List<RetryRule> compile(List<LogicalLine> lines) {
        List<RetryRule> rules = new ArrayList<>();
        for (LogicalLine line : lines) {
            try {
                rules.add(rule(line));
            } catch (ConfigException e) {
                problems.error(line.place(), "retry: " + e.getMessage());
            }
        }
        return List.copyOf(rules);
    }

    private RetryRule rule(LogicalLine line) throws ConfigException {
        String text = line.text();
        int end = Quoting.wordEnd(text, 0);
        String pattern = Quoting.value(text.substring(0, end));
        String rest = text.substring(end).strip();
        int errorEnd = Quoting.wordEnd(rest, 0);
        String error = rest.substring(0, errorEnd);
        if (error.isEmpty()) {
            throw new ConfigException(
                    "missing error type: PATTERN ERROR RULES is right, such as * * F,2h,15m; G,16h,1h,1.5");
        }
        String steps = rest.substring(errorEnd).strip();
        Optional<MatchList<Address>> senders = Optional.empty();
        if (steps.startsWith("senders")) {
            String list = steps.substring("senders".length()).strip();
            if (!list.startsWith("=")) {
                throw new ConfigException("\"=\" expected after \"senders\"");
            }
            list = list.substring(1).strip();
            int listEnd = Quoting.wordEnd(list, 0);
            senders = Optional.of(environment.compiler(_ -> {}).addressList(Quoting.value(list.substring(0, listEnd))));
            steps = list.substring(listEnd).strip();
        }
        return new RetryRule(pattern, pattern(pattern), RetryError.of(error), senders, steps(steps));
    }

    private MatchList<Address> pattern(String pattern) throws ConfigException {
        return RewritePattern.item(pattern, environment.compiler(_ -> {}));
    }

    private static List<RetryRule.Step> steps(String text) throws ConfigException {
        List<RetryRule.Step> steps = new ArrayList<>();
        for (String step : text.split(";", -1)) {
            if (!step.isBlank()) {
                steps.add(step(step.strip()));
            }
        }
        return List.copyOf(steps);
    }

    private static RetryRule.Step step(String text) throws ConfigException {
        String[] parts = text.split("\\s*,\\s*", -1);
        String kind = parts[0].strip().toUpperCase(Locale.ROOT);
        boolean growing = kind.equals("G") || kind.equals("H");
        if (!growing && !kind.equals("F")) {
            throw new ConfigException(
                    "unknown retry rule letter: " + text + " (F,CUTOFF,INTERVAL or G,CUTOFF,INTERVAL,FACTOR)");
        }
        if (parts.length != (growing ? 4 : 3)) {
            throw new ConfigException("bad parameters for retry rule: " + text
                    + (growing ? " (" + kind + ",CUTOFF,INTERVAL,FACTOR)" : " (F,CUTOFF,INTERVAL)"));
        }
        try {
            Duration cutoff = OptionTypes.time(parts[1]);
            Duration interval = OptionTypes.time(parts[2]);
            if (cutoff.isZero() || interval.isZero()) {
                throw new ConfigException("a time is zero");
            }
            return new RetryRule.Step(kind.charAt(0), cutoff, interval, growing ? factor(parts[3]) : 1);
        } catch (ConfigException e) {
            throw new ConfigException("bad parameters for retry rule: " + text + ": " + e.getMessage(), e);
        }
    }

    private static double factor(String text) throws ConfigException {
        if (!text.matches("\\d{1,6}(\\.\\d{1,6})?")) {
            throw new ConfigException("not a factor, such as 1.5: " + text);
        }
        double factor = Double.parseDouble(text);
        if (factor < 1) {
            throw new ConfigException("the factor of a retry rule must be 1 at least: " + text);
        }
        return factor;
    }
}
