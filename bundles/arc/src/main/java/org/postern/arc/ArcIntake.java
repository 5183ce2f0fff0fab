package org.postern.arc;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.mail.Header;
import org.postern.signatures.MessageSplitter;
import org.postern.spi.IncomingObserver;

/// Looks at a message as it comes: keeps its header and hashes its body, if it has fields of a chain.
final class ArcIntake implements IncomingObserver {
    @Override
    public String name() {
        return "arc";
    }

    @Override
    public Optional<Sink> begin(Context context) {
        return Optional.of(new Intake(context));
    }

    private static final class Intake implements Sink, MessageSplitter.Parts {
        private final Context context;
        private final MessageSplitter splitter = new MessageSplitter(this);
        private List<Header> header = List.of();
        private ArcChain chain = ArcChain.NONE;
        private BodyHashes bodies = BodyHashes.of(ArcChain.NONE);

        Intake(Context context) {
            this.context = context;
        }

        @Override
        public void bytes(byte[] bytes, int offset, int length) {
            splitter.update(bytes, offset, length);
        }

        @Override
        public void header(List<Header> fields) {
            chain = ArcChain.of(fields);
            if (!chain.isEmpty()) {
                header = fields;
                bodies = BodyHashes.of(chain);
            }
        }

        @Override
        public void body(byte[] bytes, int offset, int count) {
            bodies.update(bytes, offset, count);
        }

        /// Such a header is not looked at: the server refuses it, unless its own limit is as high.
        @Override
        public void headerTooLong() {
            chain = ArcChain.tooLong();
        }

        @Override
        public void end() {
            splitter.end();
            if (!chain.isEmpty()) {
                context.put(ArcCheck.RECEIVED, new Received(header, chain, bodies));
            }
        }
    }
}
