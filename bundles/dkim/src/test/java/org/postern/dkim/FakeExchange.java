package org.postern.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestExchange;

/// A dialogue in which the DKIM ACL is what the test says; nothing else is asked of it.
@NullMarked
final class FakeExchange extends TestExchange {
    private final TestContext context;
    private final Function<TestContext, Optional<Reply>> acl;
    private final List<String> runs = new ArrayList<>();

    FakeExchange(TestContext context, Function<TestContext, Optional<Reply>> acl) {
        super(context);
        this.context = context;
        this.acl = acl;
    }

    /// For each run of the ACL the signer, the selector and the status.
    List<String> runs() {
        return runs;
    }

    @Override
    public Optional<Reply> check(Phase phase, String argument) {
        try {
            context.phase(phase);
            runs.add(value("dkim_cur_signer") + " " + value("dkim_selector") + " " + value("dkim_verify_status"));
            return acl.apply(context);
        } catch (org.postern.api.ExpansionException e) {
            throw new AssertionError(e);
        }
    }

    private String value(String name) throws org.postern.api.ExpansionException {
        return context.variable(name).orElseThrow().value();
    }

    @Override
    public boolean hasPipelinedInput() {
        return false;
    }
}
