package org.postern.prdr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestExchange;

/// A dialogue in which the ACL for a recipient is what the test says.
final class FakeExchange extends TestExchange {
    private final Function<Recipient, RecipientVerdict> acl;
    private final List<String> sent = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();

    FakeExchange(TestContext context, Function<Recipient, RecipientVerdict> acl) {
        super(context);
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
    public boolean hasPipelinedInput() {
        return false;
    }
}
