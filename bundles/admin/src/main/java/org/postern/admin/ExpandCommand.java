package org.postern.admin;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.core.BadConfiguration;
import org.postern.core.ExpressionTrial;
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

    /// 0, or 1 if the configuration or the message cannot be used.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        try (Policy policy = snapshots.check(call.source().lenient())) {
            TriedOrigin origin = new TriedOrigin(call.words(), System.getProperty("user.name"));
            MailContext base = MailContext.of(policy, call.clock(), log);
            snapshots.configure(base);
            MailContext context = origin.context(base);
            PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
            ExpressionTrial trial = policy.trial();
            if (origin.texts().isEmpty()) {
                expandLines(trial, context, out);
            }
            origin.texts().forEach(text -> expand(text, trial, context, out));
            out.flush();
            return 0;
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("postern: expand: " + e.getMessage());
            return 1;
        }
    }

    /// Lines end without white space; one that ends with a backslash goes on in the next, whose leading white
    /// space is left out.
    private static void expandLines(ExpressionTrial trial, MailContext context, PrintStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        String prompt = terminal ? "> " : "";
        StringBuilder whole = new StringBuilder();
        prompt(prompt, out);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String text = whole.isEmpty() ? line : line.stripLeading();
            text = text.stripTrailing();
            if (isContinued(text)) {
                whole.append(text, 0, text.length() - 1);
                continue;
            }
            expand(whole.append(text).toString(), trial, context, out);
            whole.setLength(0);
            prompt(prompt, out);
        }
        if (!whole.isEmpty()) {
            expand(whole.toString(), trial, context, out);
        }
    }

    private static boolean isContinued(String text) {
        int backslashes = 0;
        while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    private static void prompt(String prompt, PrintStream out) {
        if (!prompt.isEmpty()) {
            out.print(prompt);
            out.flush();
        }
    }

    private static void expand(String text, ExpressionTrial trial, MailContext context, PrintStream out) {
        try {
            out.print(trial.answer(text, context) + "\n");
        } catch (ExpansionException e) {
            out.print("Failed: " + e.getMessage() + "\n");
        }
    }
}
