package org.postern.dmarc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.AuthResult;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Session;
import org.postern.dmarc.DmarcResult.Status;

/// Checks the message in hand, once, and leaves the result on it.
final class DmarcCheck {
    private static final Slot<DmarcResult> RESULT = Slot.of(Slot.Lifetime.MESSAGE, "dmarc");

    private final DmarcEvaluator evaluator;
    private final SuffixFiles suffixes;
    private final DmarcControl disable;
    private final List<Witness> witnesses;

    DmarcCheck(DmarcEvaluator evaluator, SuffixFiles suffixes, DmarcControl disable, List<Witness> witnesses) {
        this.evaluator = evaluator;
        this.suffixes = suffixes;
        this.disable = disable;
        this.witnesses = List.copyOf(witnesses);
    }

    /// The result, which is found now if there is none yet.
    DmarcResult result(Context context) {
        Optional<DmarcResult> known = context.get(RESULT);
        if (known.isPresent()) {
            return known.get();
        }
        DmarcResult result = evaluate(context);
        context.put(RESULT, result);
        if (result.status() != Status.OFF) {
            authResult(result).addTo(context);
        }
        if (result.isDecided()) {
            log(result, context);
        }
        if (!context.session().map(Session::isTrial).orElse(false)) {
            witnesses.forEach(witness -> show(result, context, witness));
        }
        return result;
    }

    /// What variables show: in the DATA ACL the result, elsewhere that which was found before.
    Optional<DmarcResult> shown(Context context) {
        boolean isThere = context.phase().filter(Phase.DATA::equals).isPresent();
        return isThere ? Optional.of(result(context)) : context.get(RESULT);
    }

    private DmarcResult evaluate(Context context) {
        if (isOff(context)) {
            return DmarcResult.without(Status.OFF, "");
        }
        AuthorDomain author =
                AuthorDomain.of(context.message().map(Message::headers).orElse(List.of()));
        if (author.domain().isEmpty()) {
            return DmarcResult.without(Status.NOFROM, author.problem());
        }
        DmarcRequest request =
                AuthenticatedDomains.of(context).request(author.domain().get());
        try {
            return evaluator.check(request, suffixes.of(context));
        } catch (DmarcException e) {
            context.log().panic(e.problem());
            return DmarcResult.none(Status.TEMPERROR, request, e.problem());
        }
    }

    private boolean isOff(Context context) {
        boolean isAuthenticated = context.session()
                .map(Session::authenticatedId)
                .or(() -> context.message().map(message -> message.origin().authenticatedId()))
                .filter(id -> !id.isEmpty())
                .isPresent();
        return isAuthenticated || context.clientAddress().isEmpty() || disable.isSet(context);
    }

    private static AuthResult authResult(DmarcResult result) {
        List<AuthResult.Property> properties = new ArrayList<>();
        if (!result.author().isEmpty()) {
            properties.add(new AuthResult.Property("header", "from", result.author()));
        }
        if (result.isDecided()) {
            properties.add(new AuthResult.Property(
                    "policy", "dmarc", result.disposition().label()));
        }
        return new AuthResult("dmarc", result.word(), result.problem(), properties);
    }

    private static void log(DmarcResult result, Context context) {
        String id = context.message().map(Message::id).orElse("");
        String spf = result.identifiers().spf().stream()
                .findFirst()
                .map(Identifier::domain)
                .orElse("");
        context.log()
                .main(
                        id,
                        "DMARC results: spf_domain=" + spf + " dmarc_domain=" + result.usedDomain() + " spf_align="
                                + yesOrNo(result.spf()) + " dkim_align=" + yesOrNo(result.dkim()) + " enforcement='"
                                + result.status().text() + "'");
    }

    static String yesOrNo(boolean is) {
        return is ? "yes" : "no";
    }

    private static void show(DmarcResult result, Context context, Witness witness) {
        try {
            witness.saw(result, context);
        } catch (IOException | ExpansionException e) {
            String id = context.message().map(Message::id).orElse("");
            context.log().write(MailLog.Stream.PANIC, id, witness.what() + ": " + e.getMessage());
        }
    }
}
