package org.postern.language;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;
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
        int end = wordEnd(text, 0);
        String pattern = Quoting.value(text.substring(0, end));
        String rest = text.substring(end).strip();
        int errorEnd = wordEnd(rest, 0);
        String error = rest.substring(0, errorEnd);
        if (error.isEmpty()) {
            throw new ConfigException("PATTERN ERROR RULES is right, such as * * F,2h,15m; G,16h,1h,1.5");
        }
        String steps = rest.substring(errorEnd).strip();
        if (steps.startsWith("senders=")) {
            throw new ConfigException("senders= is not supported yet");
        }
        return new RetryRule(pattern(pattern), error, steps(steps));
    }

    private static int wordEnd(String text, int start) {
        if (text.startsWith("\"", start)) {
            int end = start + 1;
            while (end < text.length() && text.charAt(end) != '"') {
                end += text.charAt(end) == '\\' ? 2 : 1;
            }
            return Math.min(end + 1, text.length());
        }
        int end = start;
        while (end < text.length() && !Letters.isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private MatchList<Address> pattern(String pattern) throws ConfigException {
        Node item = new Node.Constant(Text.trusted("<\n" + pattern));
        return environment.compiler(_ -> {}).list(ListKind.ADDRESS, item);
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
        String kind = parts[0].strip();
        boolean growing = kind.equals("G") || kind.equals("H");
        if (!growing && !kind.equals("F")) {
            throw new ConfigException("not a retry rule: " + text + " (F,CUTOFF,INTERVAL or G,CUTOFF,INTERVAL,FACTOR)");
        }
        if (parts.length != (growing ? 4 : 3)) {
            throw new ConfigException("not a retry rule: " + text
                    + (growing ? " (" + kind + ",CUTOFF,INTERVAL,FACTOR)" : " (F,CUTOFF,INTERVAL)"));
        }
        Duration cutoff = OptionTypes.time(parts[1]);
        Duration interval = OptionTypes.time(parts[2]);
        if (interval.isZero()) {
            throw new ConfigException("the interval of a retry rule must not be zero: " + text);
        }
        return new RetryRule.Step(kind.charAt(0), cutoff, interval, growing ? factor(parts[3]) : 1);
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
