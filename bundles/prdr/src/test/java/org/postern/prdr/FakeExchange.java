package org.postern.prdr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.Connection;
import org.postern.testkit.TestContext;

/// A dialogue in which the ACL for a recipient is what the test says.
final class FakeExchange implements SmtpExchange {
    private final TestContext context;
    private final Function<Recipient, RecipientVerdict> acl;
    private final List<String> sent = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();

    FakeExchange(TestContext context, Function<Recipient, RecipientVerdict> acl) {
        this.context = context;
        this.acl = acl;
    }

    /// The replies, in one line each.
    List<String> sent() {
        return sent;
    }

    /// The local parts of those that have been taken off the message.
    List<String> dropped() {
        return dropped;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void send(Reply reply) {
        sent.add(reply.toString());
    }

    @Override
    public RecipientVerdict check(Phase phase, Recipient recipient) {
        return acl.apply(recipient);
    }

    @Override
    public void drop(Recipient recipient, RecipientVerdict verdict) {
        dropped.add(recipient.address().localPart());
    }

    @Override
    public Optional<Reply> check(Phase phase, String argument) {
        throw new AssertionError(phase + " is not for PRDR");
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
    public MessageData data() {
        throw new AssertionError("no data are read");
    }
}
