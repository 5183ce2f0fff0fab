package org.postern.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.Connection;
import org.postern.testkit.TestContext;

/// A dialogue in which the DKIM ACL is what the test says; nothing else is asked of it.
@NullMarked
final class FakeExchange implements SmtpExchange {
    private final TestContext context;
    private final Function<TestContext, Optional<Reply>> acl;
    private final List<String> runs = new ArrayList<>();

    FakeExchange(TestContext context, Function<TestContext, Optional<Reply>> acl) {
        this.context = context;
        this.acl = acl;
    }

    /// For each run of the ACL the signer, the selector and the status.
    List<String> runs() {
        return runs;
    }

    @Override
    public Context context() {
        return context;
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
    public RecipientVerdict check(Phase phase, Recipient recipient) {
        throw new AssertionError(phase + " is not for DKIM");
    }

    @Override
    public void send(Reply reply) {
        throw new AssertionError("nothing is sent");
    }

    @Override
    public String readLine(int limit) {
        throw new AssertionError("nothing is read");
    }

    @Override
    public Connection connection() {
        throw new AssertionError("no connection is needed");
    }

    @Override
    public boolean hasPipelinedInput() {
        return false;
    }

    @Override
    public void replaceConnection(Connection connection) {
        throw new AssertionError("no connection is replaced");
    }

    @Override
    public void authenticated(String id) {
        throw new AssertionError("nobody authenticates");
    }

    @Override
    public void drop(Recipient recipient, RecipientVerdict verdict) {
        throw new AssertionError("no recipient is dropped");
    }

    @Override
    public MessageData data() {
        throw new AssertionError("no data are read");
    }
}
