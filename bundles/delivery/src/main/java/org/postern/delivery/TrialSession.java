package org.postern.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;
import org.postern.core.AddressOptions;
import org.postern.core.MailContext;
import org.postern.core.Rewriting.Place;
import org.postern.core.Rewriting.Rewritten;

/// Routes the addresses of a command line, or of standard input, and prints what becomes of them. Used by one
/// thread.
final class TrialSession {
    private static final int DEFERRED = 1;
    private static final int FAILED = 2;

    private final Plan plan;
    private final MailContext context;
    private final Surroundings surroundings;
    private final Faults faults;
    private final Purpose purpose;
    private final boolean inDepth;
    private final boolean debug;
    private final PrintStream out;
    private final Set<String> seen = new HashSet<>();
    private int status;

    TrialSession(
            Plan plan,
            MailContext context,
            Surroundings surroundings,
            Faults faults,
            Purpose purpose,
            boolean inDepth,
            boolean debug,
            PrintStream out) {
        this.plan = plan;
        this.context = context;
        this.surroundings = surroundings;
        this.faults = faults;
        this.purpose = purpose;
        this.inDepth = inDepth;
        this.debug = debug;
        this.out = out;
    }

    /// Takes the addresses of the command line; the exit status.
    int run(List<String> words) {
        for (String word : words) {
            for (String address : split(word)) {
                test(address);
            }
        }
        return status;
    }

    /// Asks for each line as Exim does; the exit status.
    int run(BufferedReader lines) throws IOException {
        prompt();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                test(line.strip());
                prompt();
            }
        }
        out.print("\n");
        return status;
    }

    private void prompt() {
        out.print("> ");
        out.flush();
    }

    /// At commas that are neither quoted, nor in a comment, nor in angle brackets, nor in a source route.
    private static List<String> split(String word) {
        List<String> found = new ArrayList<>();
        boolean quoted = false;
        int depth = 0;
        boolean route = false;
        int start = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '(' || c == '<')) {
                depth++;
            } else if (!quoted && (c == ')' || c == '>')) {
                depth = Math.max(0, depth - 1);
            } else if (c == '@' && word.substring(start, i).isBlank()) {
                route = word.indexOf(':', i) > 0;
            } else if (c == ':') {
                route = false;
            } else if (c == ',' && !quoted && depth == 0 && !route) {
                found.add(word.substring(start, i).strip());
                start = i + 1;
            }
        }
        found.add(word.substring(start).strip());
        return found.size() > 1 ? found.stream().filter(one -> !one.isEmpty()).toList() : found;
    }

    private void test(String text) {
        switch (MailboxParser.parse(text)) {
            case MailboxParser.Result.Malformed(var reason) -> {
                out.print("syntax error: " + reason + "\n");
                status = FAILED;
            }
            case MailboxParser.Result.Parsed parsed -> {
                if (parsed.domain().chars().anyMatch(c -> c >= 128)
                        && !context.setting(AddressOptions.ALLOW_UTF8_DOMAINS)) {
                    out.print("syntax error: domain missing or malformed\n");
                    status = FAILED;
                } else {
                    test(parsed);
                }
            }
        }
    }

    private void test(MailboxParser.Result.Parsed parsed) {
        String written = parsed.text();
        Address address = parsed.address();
        if (address.domain().isEmpty()) {
            String domain = Names.qualify(purpose, context);
            written = written + "@" + domain;
            address = new Address(address.localPart(), domain);
        }
        try {
            Addressee top = rewritten(address, written);
            TrialReport report = new TrialReport(top, purpose, seen, out);
            List<Trial.Outcome> outcomes = new Trial(plan, context, surroundings, purpose, faults)
                    .showing(debug)
                    .run(top, inDepth);
            count(inDepth ? report.whole(outcomes) : report.brief(outcomes));
        } catch (ExpansionException e) {
            out.print(written + " cannot be resolved at this time: " + e.getMessage() + "\n");
            count(TrialReport.Verdict.DEFERRED);
        }
    }

    private Addressee rewritten(Address address, String written) throws ExpansionException {
        Place place = purpose == Purpose.VERIFY_SENDER ? Place.ENVELOPE_FROM : Place.ENVELOPE_TO;
        if (context.policy().rewriting().applies(place)) {
            Rewritten after = context.policy().rewriting().rewrite(written, place, context);
            if (!after.text().equals(written)
                    && MailboxParser.parse(after.text()) instanceof MailboxParser.Result.Parsed parsed) {
                out.print("Address rewritten as: " + after.text() + "\n");
                return addressee(parsed.address(), after.text());
            }
        }
        return addressee(address, written);
    }

    private static Addressee addressee(Address address, String written) {
        Addressee top = Addressee.ofEnvelope(address, Map.of());
        top.written(written);
        return top;
    }

    private void count(TrialReport.Verdict verdict) {
        switch (verdict) {
            case GOOD -> {}
            case DEFERRED -> status = Math.max(status, DEFERRED);
            case FAILED -> status = FAILED;
        }
    }
}
