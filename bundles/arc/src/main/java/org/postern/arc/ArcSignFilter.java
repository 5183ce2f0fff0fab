package org.postern.arc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.arc.ArcResult.State;
import org.postern.signatures.KeyRing;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SyntaxException;
import org.postern.spi.OutgoingFilter;

/// Seals a message on its way out, if `arc_sign` asks for it: after DKIM, so that the new signature is part
/// of what is sealed. What cannot be sealed leaves as it is, and the log says why.
final class ArcSignFilter implements OutgoingFilter {
    static final Option<Optional<Expression>> ARC_SIGN = Option.optional("arc_sign", OptionTypes.EXPRESSION);

    private final KeyRing keys = new KeyRing();

    @Override
    public String name() {
        return "arc_sign";
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public String driver() {
        return "smtp";
    }

    @Override
    public Outgoing filter(Outgoing message, Delivery delivery, Settings transport)
            throws IOException, ExpansionException {
        Text wanted = wanted(transport, delivery.context());
        if (wanted.value().isBlank()) {
            return message;
        }
        try {
            return sealed(message, wanted, delivery);
        } catch (SealException e) {
            log(delivery, "not sealed: " + e.reason());
            return message;
        }
    }

    private static void log(Delivery delivery, String what) {
        delivery.context().log().main(delivery.message().id(), "ARC: " + what);
    }

    private static Text wanted(Settings transport, Context context) throws ExpansionException {
        Optional<Expression> option = transport.get(ARC_SIGN);
        return option.isPresent() ? option.get().expandUnlessForced(context).orElse(Text.EMPTY) : Text.EMPTY;
    }

    private Outgoing sealed(Outgoing message, Text wanted, Delivery delivery) throws SealException, IOException {
        Context context = delivery.context();
        SealRequest request = SealRequest.parse(wanted.value(), context.now());
        if (wanted.tainted()) {
            throw new SealException("arc_sign is tainted");
        }
        List<Header> header = message.headers();
        ArcChain chain = ArcChain.of(header);
        String validation = validation(chain, header, request.domain(), context.get(ArcCheck.RESULT));
        Sealer sealer = new Sealer(request.domain(), request, key(request.key()), Sealer.NAMES);
        List<Header> all = new ArrayList<>(sealer.seal(header, message.body(), chain, validation, context.now()));
        all.addAll(header);
        String problem = OwnResults.of(header, request.domain()).problem();
        if (!problem.isEmpty()) {
            log(delivery, "a field Authentication-Results of " + request.domain() + " is left out: " + problem);
        }
        return message.withHeaders(all);
    }

    private PrivateKey key(String nameOrKey) throws SealException {
        try {
            return keys.key(nameOrKey);
        } catch (SyntaxException e) {
            throw new SealException("the private key: " + e.problem());
        } catch (IOException e) {
            throw new SealException("the private key cannot be read: " + e);
        }
    }

    /// What is said of the chain so far: what was found when the message came or, of a message from a time
    /// without this bundle, what our own Authentication-Results say.
    static String validation(ArcChain chain, List<Header> header, String domain, Optional<ArcResult> found)
            throws SealException {
        if (chain.isEmpty()) {
            return State.NONE.label();
        }
        String state = found.map(result -> result.state().label())
                .or(() -> OwnResults.of(header, domain).chain())
                .orElse("");
        boolean isWhole = !chain.isBroken()
                && found.map(result -> result.instances() == chain.instances()).orElse(true);
        return switch (state) {
            case "fail" -> "fail";
            case "pass" -> {
                if (!isWhole) {
                    throw new SealException("the chain is not the one that came with the message");
                }
                yield "pass";
            }
            default -> throw new SealException("what the chain is worth is not known");
        };
    }
}
