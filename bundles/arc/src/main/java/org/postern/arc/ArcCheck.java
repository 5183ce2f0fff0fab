package org.postern.arc;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.AuthResult;
import org.postern.api.AuthResult.Property;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.dns.Dns;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.net.IpText;
import org.postern.arc.ArcResult.State;
import org.postern.signatures.PublicKeys;

/// Validates the chain of the message in hand, once, and leaves the result on it.
final class ArcCheck {
    /// The result; with the message in the spool, for sealing.
    static final Slot<ArcResult> RESULT = Slot.stored("arc", new Slot.Codec<>(ArcResult::encode, ArcResult::decode));

    /// What came with the message, as its bytes passed; only if it has fields of a chain.
    static final Slot<Received> RECEIVED = Slot.of(Slot.Lifetime.MESSAGE, "arc received");

    private final PublicKeys keys;
    private final InstantSource clock;

    ArcCheck(Dns dns, InstantSource clock) {
        this.keys = new PublicKeys(dns);
        this.clock = clock;
    }

    /// What the chain of the message is worth. It is `none` for one without a chain.
    ArcResult result(Context context) throws IOException {
        Optional<ArcResult> known = context.get(RESULT);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Received> received = received(context);
        ArcResult result = received.isPresent()
                ? new ChainValidator(received.get(), new Keys(keys, clock), context.now()).validate()
                : ArcResult.NONE;
        context.put(RESULT, result);
        authResult(context, result).ifPresent(found -> found.addTo(context));
        if (result.state() == State.PASS) {
            new ArrivalTag("", "ARC").addTo(context);
        }
        return result;
    }

    /// A message that no observer has seen on its way is read now.
    private static Optional<Received> received(Context context) throws IOException {
        Optional<Received> seen = context.get(RECEIVED);
        Optional<Content> body = context.message().flatMap(Message::body);
        if (seen.isPresent() || body.isEmpty()) {
            return seen;
        }
        List<Header> header = context.message().map(Message::headers).orElse(List.of());
        ArcChain chain = ArcChain.of(header);
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        BodyHashes bodies = BodyHashes.of(chain);
        body.get().writeTo(new HashStream(bodies::update));
        return Optional.of(new Received(header, chain, bodies));
    }

    /// The result for Authentication-Results (RFC 8617, 10.1), which has no word for what is not known.
    private static Optional<AuthResult> authResult(Context context, ArcResult result) {
        if (result.state() == State.TEMPERROR) {
            return Optional.empty();
        }
        List<Property> properties = new ArrayList<>();
        if (result.state() == State.PASS) {
            int oldest = result.oldestPass() == 1 ? 0 : result.oldestPass();
            properties.add(new Property("header", "oldest-pass", Integer.toString(oldest)));
        }
        context.clientAddress()
                .ifPresent(client -> properties.add(new Property("smtp", "remote-ip", IpText.of(client))));
        return Optional.of(new AuthResult("arc", result.state().label(), result.reason(), properties));
    }
}
