package org.postern.spf;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.AuthResult;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Session;
import org.postern.spf.SpfRequest.Identity;
import org.postern.spf.SpfResult.Code;

/// Checks the message in hand, once, and leaves the result on it.
final class SpfCheck {
    /// The result that the variables show: that of the condition that ran last.
    static final Slot<SpfResult> SHOWN = Slot.of(Slot.Lifetime.MESSAGE, "spf");

    private static final Slot<SpfResult> PUBLISHED = Slot.of(Slot.Lifetime.MESSAGE, "spf published");
    private static final Slot<SpfResult> GUESSED = Slot.of(Slot.Lifetime.MESSAGE, "spf guessed");

    private final SpfEvaluator evaluator;

    SpfCheck(SpfEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    /// What the domain's own policy says.
    SpfResult published(Context context) throws ExpansionException {
        Optional<SpfResult> known = context.get(PUBLISHED);
        SpfResult result = known.isPresent() ? known.get() : evaluate(context);
        context.put(PUBLISHED, result);
        context.put(SHOWN, result);
        return result;
    }

    /// What the domain's own policy says or, if it has none, the one that `spf_guess` supposes.
    SpfResult guessed(Context context) throws ExpansionException {
        SpfResult published = published(context);
        if (published.code() != Code.NONE) {
            return published;
        }
        SpfResult result =
                context.get(GUESSED, () -> evaluator.guess(published.request(), context.setting(SpfPlugin.SPF_GUESS)));
        context.put(SHOWN, result);
        return result;
    }

    private SpfResult evaluate(Context context) throws ExpansionException {
        SpfRequest request = request(context);
        if (context.clientAddress().isEmpty()) {
            return new SpfResult(
                    Code.INVALID, request, "", "there is no client address", Optional.empty(), false, List.of());
        }
        SpfResult result = evaluator.check(request);
        authResult(result).addTo(context);
        return result;
    }

    private static SpfRequest request(Context context) throws ExpansionException {
        Address sender = context.message().map(Message::sender).orElse(Address.NULL);
        String helo = context.session()
                .flatMap(Session::helo)
                .or(() -> context.message().map(message -> message.origin().helo()))
                .orElse("");
        InetAddress client = context.clientAddress().orElseGet(InetAddress::getLoopbackAddress);
        String receiver = context.variable("primary_hostname").map(Text::value).orElse("unknown");
        return SpfRequest.of(client, sender.localPart(), sender.domain(), helo, receiver, context.now());
    }

    private static AuthResult authResult(SpfResult result) {
        SpfRequest request = result.request();
        String value = request.identity() == Identity.HELO ? request.helo() : request.domain();
        return new AuthResult(
                "spf",
                result.code().label(),
                result.problem(),
                List.of(new AuthResult.Property("smtp", request.identity().label(), value)));
    }
}
