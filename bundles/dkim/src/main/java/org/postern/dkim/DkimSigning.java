package org.postern.dkim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.dkim.DkimVariables.SigningFor;
import org.postern.signatures.KeyRing;
import org.postern.signatures.SyntaxException;
import org.postern.spi.OutgoingFilter;

/// Signs what the smtp transport sends: once for each domain of `dkim_domain` and selector of
/// `dkim_selector`.
final class DkimSigning implements OutgoingFilter {
    private final KeyRing keys;

    DkimSigning(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "dkim";
    }

    /// Before the seal of ARC, which is about the signature, too.
    @Override
    public int order() {
        return 110;
    }

    @Override
    public String driver() {
        return "smtp";
    }

    @Override
    public Outgoing filter(Outgoing message, Delivery delivery, Settings transport)
            throws IOException, ExpansionException {
        Optional<Expression> domains = transport.get(DkimOptions.DOMAIN);
        if (domains.isEmpty()) {
            return message;
        }
        List<Header> signatures = new ArrayList<>();
        try {
            MessageSigner signer = new MessageSigner(message);
            for (Text domain : list(domains.get(), "dkim_domain", delivery.context(), SigningNames::domain)) {
                signatures.addAll(signatures(domain, signer, delivery, transport));
            }
        } catch (ExpansionException e) {
            unsigned(e, "of any domain", delivery, transport);
        } finally {
            delivery.context().put(DkimVariables.SIGNING, SigningFor.NOTHING);
        }
        signatures.addAll(message.headers());
        return message.withHeaders(signatures);
    }

    private List<Header> signatures(Text domain, MessageSigner signer, Delivery delivery, Settings transport)
            throws IOException, ExpansionException {
        Context context = delivery.context();
        context.put(DkimVariables.SIGNING, new SigningFor(domain, Text.EMPTY));
        Optional<Expression> selectors = transport.get(DkimOptions.SELECTOR);
        if (selectors.isEmpty()) {
            return List.of();
        }
        List<Header> signatures = new ArrayList<>();
        for (Text selector : list(selectors.get(), "dkim_selector", context, text -> text)) {
            context.put(DkimVariables.SIGNING, new SigningFor(domain, selector));
            try {
                Optional<SigningRequest> request =
                        new SigningOptions(transport, context).request(domain.value(), selector.value(), keys);
                if (request.isPresent()) {
                    signatures.add(signer.sign(request.get()));
                }
            } catch (ExpansionException | SyntaxException | IOException e) {
                unsigned(e, "for " + domain + ", " + selector, delivery, transport);
            }
        }
        return signatures;
    }

    /// What is done without a signature: `dkim_strict` says.
    private static void unsigned(Exception why, String signature, Delivery delivery, Settings transport)
            throws IOException, ExpansionException {
        Context context = delivery.context();
        String line = "DKIM: message could not be signed " + signature + ": " + why.getMessage();
        context.log().write(MailLog.Stream.PANIC, delivery.message().id(), line);
        Optional<Expression> strict = transport.get(DkimOptions.STRICT);
        if (strict.isPresent() && SigningOptions.isYes(strict.get(), context)) {
            throw new IOException(
                    "message could not be signed, and dkim_strict is set. Deferring message delivery.", why);
        }
    }

    /// The items of a list, each once; none if its expansion is forced to fail.
    private static List<Text> list(
            Expression list, String option, Context context, java.util.function.UnaryOperator<String> form)
            throws ExpansionException {
        Text expanded;
        try {
            expanded = list.expandUnlessForced(context).orElse(Text.EMPTY);
        } catch (ExpansionException e) {
            throw new ExpansionException(e.kind(), "failed to expand " + option + ": " + e.getMessage());
        }
        Set<String> items = new LinkedHashSet<>();
        for (String item : Lists.split(expanded.value())) {
            if (!item.isEmpty()) {
                items.add(form.apply(item));
            }
        }
        return items.stream().map(expanded::with).toList();
    }
}
