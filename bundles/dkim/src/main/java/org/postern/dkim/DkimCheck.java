package org.postern.dkim;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Lists;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.mail.Message;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.signatures.PublicKeys;
import org.postern.spi.DataCheck;

/// Completes the verification after the data, and runs the DKIM ACL for each signer. What the ACL refuses is
/// refused.
final class DkimCheck implements DataCheck {
    private static final Reply LATER = Reply.of(451, "3.0", "Temporary local problem - please try later");

    private final PublicKeys keys;
    private final InstantSource clock;

    DkimCheck(PublicKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dkim";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Optional<Reply> check(SmtpExchange exchange) throws IOException {
        Context context = exchange.context();
        Optional<MessageVerifier> verifier = context.get(DkimObserver.VERIFIER);
        if (verifier.isEmpty()) {
            return Optional.empty();
        }
        List<SignatureResult> results = verifier.get().results(keys, clock);
        publish(results, context);
        if (verifier.get().ignored() > 0 && context.logs("dkim_verbose")) {
            log(context, "DKIM: " + verifier.get().ignored() + " more signatures are not verified");
        }
        List<String> signers;
        try {
            signers = signers(context);
        } catch (ExpansionException e) {
            log(context, "failed to expand dkim_verify_signers: " + e.getMessage());
            return Optional.of(LATER);
        }
        return run(exchange, signers, results);
    }

    private static void publish(List<SignatureResult> results, Context context) {
        DkimReport.authResults(results).forEach(result -> result.addTo(context));
        context.put(Run.SIGNERS, DkimReport.signers(results));
        results.stream()
                .filter(SignatureResult::isPass)
                .findFirst()
                .flatMap(SignatureResult::field)
                .ifPresent(field -> new ArrivalTag("dkim", "DKIM=" + field.domain()).addTo(context));
    }

    /// Those that the ACL runs for, each once.
    private static List<String> signers(Context context) throws ExpansionException {
        String list = context.setting(DkimOptions.VERIFY_SIGNERS)
                .expandUnlessForced(context)
                .map(Text::value)
                .orElse("");
        Set<String> lower = new LinkedHashSet<>();
        return Lists.split(list).stream()
                .filter(signer -> !signer.isEmpty() && lower.add(signer.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Optional<Reply> run(SmtpExchange exchange, List<String> signers, List<SignatureResult> results) {
        Context context = exchange.context();
        List<SignatureResult> unlogged = new ArrayList<>(results);
        List<Run> done = new ArrayList<>();
        for (String signer : signers) {
            for (Run run : runs(signer, results)) {
                context.put(Run.SLOT, run);
                Optional<Reply> refusal = exchange.check(Phase.DKIM, "");
                run.result().filter(unlogged::remove).ifPresent(result -> verbose(context, result));
                if (refusal.isPresent()) {
                    return refusal;
                }
                done.add(context.get(Run.SLOT).orElse(run));
            }
        }
        unlogged.forEach(result -> verbose(context, result));
        if (!done.isEmpty()) {
            context.put(Run.SLOT, Run.overall(done));
        }
        return Optional.empty();
    }

    /// One run for each signature of a signer; one without a signature if there is none.
    private static List<Run> runs(String signer, List<SignatureResult> results) {
        List<Run> runs = results.stream()
                .filter(result -> isOf(signer, result))
                .map(result -> Run.of(signer, result))
                .toList();
        return runs.isEmpty() ? List.of(Run.without(signer)) : runs;
    }

    private static boolean isOf(String signer, SignatureResult result) {
        return result.signature()
                .map(signature -> signer.indexOf('@') >= 0
                        ? signature.identity().equalsIgnoreCase(signer)
                        : signature.field().domain().equalsIgnoreCase(signer))
                .orElse(false);
    }

    private static void verbose(Context context, SignatureResult result) {
        if (context.logs("dkim_verbose")) {
            log(context, DkimReport.logLine(result));
        }
    }

    private static void log(Context context, String line) {
        context.log().main(context.message().map(Message::id).orElse(""), line);
    }
}
