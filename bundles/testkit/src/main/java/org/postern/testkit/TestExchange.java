package org.postern.testkit;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.Connection;

/// A dialogue for what only looks at its context: whoever sends, reads or asks an ACL fails. A test that
/// expects more extends it.
public class TestExchange implements SmtpExchange {
    private final Context context;

    /// @param context what is known
    public TestExchange(Context context) {
        this.context = context;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void send(Reply reply) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public String readLine(int limit) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Connection connection() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasPipelinedInput() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void replaceConnection(Connection connection) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void authenticated(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Reply> check(Phase phase, String argument) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RecipientVerdict check(Phase phase, Recipient recipient) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void drop(Recipient recipient, RecipientVerdict verdict) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MessageData data() {
        throw new UnsupportedOperationException();
    }
}
