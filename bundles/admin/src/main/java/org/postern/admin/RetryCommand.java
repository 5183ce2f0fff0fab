package org.postern.admin;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.RetryError;
import org.postern.core.RetryRule;
import org.postern.core.Snapshots;

/// `postern retry ADDRESS|DOMAIN [HOST] [ERROR]`: which retry rule is for a failure, as `exim -brt` shows it.
/// Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=retry")
public final class RetryCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;

    /// Asks with the plugins of `snapshots`.
    @Activate
    public RetryCommand(@Reference Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /// 0 if the rules could be tried, whether one was found or not.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.ISO_8859_1);
        try (Policy policy = snapshots.check(call.source().lenient())) {
            MailContext context = MailContext.of(policy, call.clock(), new ShownLog(err, call.clock()));
            show(context, call.words(), out);
            return 0;
        } catch (BadConfiguration e) {
            e.problems().stream().filter(problem -> !problem.warning()).forEach(err::println);
        } catch (CommandFailed | ExpansionException e) {
            err.println("postern: " + e.getMessage());
        } catch (ConfigException e) {
            out.println(e.getMessage());
        } finally {
            out.flush();
        }
        return 1;
    }

    /// The words, without the sender that `-f` names.
    private static void show(MailContext context, List<String> words, PrintStream out)
            throws CommandFailed, ConfigException, ExpansionException {
        List<String> rest = new ArrayList<>(words);
        Optional<Address> sender = Optional.empty();
        int option = rest.indexOf("-f");
        if (option >= 0) {
            if (option + 1 == rest.size()) {
                throw new CommandFailed("-f: a value is missing");
            }
            sender = Optional.of(sender(rest.get(option + 1)));
            rest.subList(option, option + 2).clear();
        }
        if (rest.isEmpty()) {
            throw new CommandFailed("retry: which domain or address?");
        }
        String key = rest.removeFirst();
        if (!key.contains("@") && !key.contains(".")) {
            out.println("Warning: \"" + key + "\" contains no '@' and no '.' characters. It is being ");
            out.println("treated as a one-component domain, not as a local part.");
            out.println();
        }
        List<Address> subjects = new ArrayList<>(List.of(subject(key)));
        if (!rest.isEmpty() && rest.getFirst().contains(".")) {
            subjects.add(subject(rest.removeFirst()));
        }
        RetryError error =
                rest.isEmpty() ? RetryError.ANY : RetryError.of(rest.getFirst()).example();
        RetryRule.Query query = new RetryRule.Query(subjects, error, sender);
        out.println(find(query, context).map(RetryCommand::shown).orElse("No retry information found"));
    }

    private static Optional<RetryRule> find(RetryRule.Query query, MailContext context) throws ExpansionException {
        for (RetryRule rule : context.policy().retryRules()) {
            if (rule.isFor(query, context)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private static Address subject(String key) {
        int at = key.lastIndexOf('@');
        return at < 0 ? RetryRule.host(key) : new Address(key.substring(0, at), key.substring(at + 1));
    }

    private static Address sender(String text) {
        return text.isEmpty() || text.equals("<>") ? Address.NULL : subject(text);
    }

    private static String shown(RetryRule rule) {
        StringBuilder line =
                new StringBuilder("Retry rule: ").append(rule.source()).append("  ");
        line.append(name(rule.error())).append("  ");
        for (RetryRule.Step step : rule.steps()) {
            line.append(step.kind()).append(',').append(time(step.cutoff()));
            line.append(',').append(time(step.interval()));
            if (step.kind() == 'G') {
                line.append(',').append(factor(step.factor()));
            }
            line.append("; ");
        }
        return line.toString();
    }

    /// The kinds of failures that Exim shows; the others are shown as any.
    private static String name(RetryError error) {
        String detail = error.detail().isEmpty() ? "" : "_" + error.detail();
        return switch (error.cause()) {
            case QUOTA ->
                "quota" + error.unread().map(unread -> "_" + time(unread)).orElse("");
            case REFUSED -> "refused" + detail;
            case TIMEOUT -> "timeout" + detail;
            case TIMEOUT_CONNECT -> "timeout_connect" + detail;
            case AUTH_FAILED -> "auth_failed";
            default -> "*";
        };
    }

    private static String factor(double factor) {
        String text = String.format(Locale.ROOT, "%.3f", factor);
        return text.replaceAll("(\\.\\d+?)0+$", "$1");
    }

    private static String time(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        long seconds = time.toSeconds();
        StringBuilder text = new StringBuilder();
        long[] units = {604_800, 86_400, 3_600, 60, 1};
        for (int i = 0; i < units.length; i++) {
            if (seconds >= units[i]) {
                text.append(seconds / units[i]).append("wdhms".charAt(i));
                seconds %= units[i];
            }
        }
        return text.toString();
    }
}
