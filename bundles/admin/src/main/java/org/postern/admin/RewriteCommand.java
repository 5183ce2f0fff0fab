package org.postern.admin;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.MailboxParser;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.Rewriting;
import org.postern.core.Rewriting.Place;
import org.postern.core.Rewriting.Rewritten;
import org.postern.core.Snapshots;

/// `postern rewrite ADDRESS...`: what the rewriting rules make of addresses in each place, as `exim -brw`
/// shows it. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=rewrite")
public final class RewriteCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;

    /// Rewrites with the plugins of `snapshots`.
    @Activate
    public RewriteCommand(@Reference Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /// 0 if the rules could be tried, whatever they do.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.ISO_8859_1);
        try (Policy policy = snapshots.check(call.source().lenient())) {
            if (call.words().isEmpty()) {
                throw new CommandFailed("rewrite: which address?");
            }
            MailContext context = MailContext.of(policy, call.clock(), new ShownLog(err, call.clock()));
            for (String address : call.words()) {
                show(address, context, out);
            }
            return 0;
        } catch (BadConfiguration e) {
            e.problems().stream().filter(problem -> !problem.warning()).forEach(err::println);
        } catch (CommandFailed | ExpansionException e) {
            err.println("postern: " + e.getMessage());
        } finally {
            out.flush();
        }
        return 1;
    }

    private static void show(String given, MailContext context, PrintStream out) throws ExpansionException {
        Rewriting rewriting = context.policy().rewriting();
        if (Rewriting.NONE.equals(rewriting)) {
            out.println("No rewrite rules are defined");
            return;
        }
        boolean shown = rewriting.applies(Place.SMTP_SENDER) && showSmtp(given, context, out);
        String address = given.indexOf('@') < 0
                ? given + "@"
                        + context.variable("qualify_domain").map(Text::value).orElse("localhost")
                : given;
        switch (MailboxParser.parse(address)) {
            case MailboxParser.Result.Parsed parsed -> showAll(address, parsed.text(), context, out);
            case MailboxParser.Result.Malformed(var reason) -> {
                if (!shown) {
                    out.println("Syntax error in " + address);
                    out.println(Character.toUpperCase(reason.charAt(0)) + reason.substring(1));
                }
            }
        }
    }

    private static boolean showSmtp(String given, MailContext context, PrintStream out) throws ExpansionException {
        String after = context.policy()
                .rewriting()
                .rewrite(given, Place.SMTP_SENDER, context)
                .text();
        if (after.equals(given)) {
            return false;
        }
        out.println("    SMTP: " + orNull(after));
        return true;
    }

    private static void showAll(String whole, String address, MailContext context, PrintStream out)
            throws ExpansionException {
        int start = whole.indexOf(address);
        for (Place place : Place.values()) {
            if (place.isSmtp()) {
                continue;
            }
            Rewritten after = context.policy().rewriting().rewrite(address, place, context);
            String text = place.isHeader() && !after.whole() && start >= 0
                    ? whole.substring(0, start) + after.text() + whole.substring(start + address.length())
                    : after.text();
            String label = place.word().endsWith(":") ? place.word() : place.word() + ":";
            out.println(
                    " ".repeat(9 - label.length()) + label + " " + (after.text().isEmpty() ? "<>" : text));
        }
    }

    private static String orNull(String address) {
        return address.isEmpty() ? "<>" : address;
    }
}
