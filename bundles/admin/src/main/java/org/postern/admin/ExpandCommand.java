package org.postern.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.Snapshots;

/// `postern expand`: expands its words, or each line of standard input, and prints what comes out, as
/// `exim -be` does. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=expand")
public final class ExpandCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;
    private final MailLog log;

    /// Expands with the plugins of `snapshots`.
    @Activate
    public ExpandCommand(@Reference Snapshots snapshots, @Reference MailLog log) {
        this.snapshots = snapshots;
        this.log = log;
    }

    /// 0, or 1 if the configuration cannot be used.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        try (Policy policy = snapshots.check(call.source().lenient())) {
            MailContext context = MailContext.of(policy, call.clock(), log);
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
            if (call.words().isEmpty()) {
                expandLines(context, out);
            }
            call.words().forEach(text -> expand(text, context, out));
            out.flush();
            return 0;
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
            return 1;
        }
    }

    private static void expandLines(MailContext context, PrintStream out) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                expand(line.stripTrailing(), context, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expand(String text, MailContext context, PrintStream out) {
        try {
            out.print(context.policy().expand(text, context).value() + "\n");
        } catch (ExpansionException e) {
            out.print("Failed: " + e.getMessage() + "\n");
        }
    }
}
