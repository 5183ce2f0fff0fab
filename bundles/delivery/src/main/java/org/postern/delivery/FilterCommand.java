package org.postern.delivery;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.MailLog;
import org.postern.api.system.Accounts;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.Snapshots;
import org.postern.core.State;

/// `postern filter`: tries a filter with the message on standard input and prints what it does, as
/// `exim -bf` and `-bF` do. Nothing is delivered. Needs no running server.
@Component(service = ToIntFunction.class, property = "postern.command=filter")
public final class FilterCommand implements ToIntFunction<List<String>> {
    private final Snapshots snapshots;
    private final MailLog log;
    private final Accounts accounts;

    /// Tries filters with the plugins of `snapshots`.
    @Activate
    public FilterCommand(@Reference Snapshots snapshots, @Reference MailLog log, @Reference Accounts accounts) {
        this.snapshots = snapshots;
        this.log = log;
        this.accounts = accounts;
    }

    /// Tries the filters that are named; 0 if they could be run to their end, otherwise 1.
    @Override
    public int applyAsInt(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
        try {
            FilterArguments words = FilterArguments.parse(call.words());
            try (Policy policy = snapshots.check(call.source().lenient())) {
                MailContext context = MailContext.of(policy, call.clock(), log).with(State.fresh());
                return new FilterTrial(context, accounts, words, out).run(System.in) ? 0 : 1;
            }
        } catch (FilterArguments.Misused | IOException e) {
            System.err.println("postern: filter: " + e.getMessage());
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
        } finally {
            out.flush();
        }
        return 1;
    }
}
