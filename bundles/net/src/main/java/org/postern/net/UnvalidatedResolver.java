package org.postern.net;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.TSIG;

/// What the validating library asks: each query belongs to the [Validation] that comes with it. How queries
/// are made is no matter of the library.
final class UnvalidatedResolver implements Resolver {
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        if (executor instanceof Validation validation) {
            return validation.ask(
                    query.getQuestion().getName(), query.getQuestion().getType());
        }
        throw new IllegalStateException("a query outside a validation");
    }

    @Override
    public void setPort(int port) {}

    @Override
    public void setTCP(boolean flag) {}

    @Override
    public void setIgnoreTruncation(boolean flag) {}

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

    @Override
    public void setTSIGKey(TSIG key) {}

    @Override
    public void setTimeout(Duration timeout) {}
}
