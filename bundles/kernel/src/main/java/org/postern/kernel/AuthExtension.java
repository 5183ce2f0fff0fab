package org.postern.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.Session;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.spi.Authenticator;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// AUTH (RFC 4954): the mechanisms that this client is offered, and the parameter of MAIL, which is let pass.
final class AuthExtension implements SmtpExtension, SmtpParameter {
    /// The extension by which a client gets TLS (RFC 3207).
    private static final String STARTTLS = "starttls";

    private static final Pattern XTEXT = Pattern.compile("([!-*,-<>-~]|\\+[0-9A-F]{2})*");

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        List<String> mechanisms = new ArrayList<>();
        for (Policy.Block<Authenticator> block : offered(context)) {
            String mechanism = block.instance().mechanism();
            if (!mechanisms.contains(mechanism)) {
                mechanisms.add(mechanism);
            }
        }
        return mechanisms.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", mechanisms));
    }

    /// The authenticators that the client is offered.
    static List<Policy.Block<Authenticator>> offered(Context context) throws ExpansionException {
        List<Policy.Block<Authenticator>> offered = new ArrayList<>();
        boolean done = context.session()
                .filter(session -> !session.submitter().authenticator().isEmpty())
                .isPresent();
        if (done
                || context.clientAddress().isEmpty()
                || !context.setting(KernelOptions.AUTH_ADVERTISE_HOSTS)
                        .match(context.clientAddress().get(), context)
                        .holds()) {
            return offered;
        }
        for (Policy.Block<Authenticator> block : all(context)) {
            if (isOffered(block, context)) {
                offered.add(block);
            }
        }
        return offered;
    }

    /// The authenticators for clients, offered or not.
    static List<Policy.Block<Authenticator>> all(Context context) {
        return context instanceof MailContext known
                ? known.policy().authenticators().stream()
                        .filter(block -> block.instance().isFor(context))
                        .toList()
                : List.of();
    }

    private static boolean isOffered(Policy.Block<Authenticator> block, Context context) throws ExpansionException {
        var condition = block.settings().get(KernelOptions.SERVER_ADVERTISE_CONDITION);
        return condition.isPresent() ? isYes(condition.get(), context) : !waitsForTls(block, context);
    }

    /// A mechanism that tells a secret to whoever listens waits for TLS where TLS can be had, unless its
    /// `server_advertise_condition` decides.
    private static boolean waitsForTls(Policy.Block<Authenticator> block, Context context) throws ExpansionException {
        if (!block.instance().revealsSecret()
                || context.session().flatMap(Session::tls).isPresent()) {
            return false;
        }
        for (SmtpExtension extension : context.contributions(SmtpExtension.class)) {
            if (extension.name().equals(STARTTLS)
                    && extension.advertise(context).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /// The authenticators that wait for TLS.
    static List<Policy.Block<Authenticator>> afterTls(Context context) throws ExpansionException {
        List<Policy.Block<Authenticator>> waiting = new ArrayList<>();
        for (Policy.Block<Authenticator> block : all(context)) {
            if (block.settings().get(KernelOptions.SERVER_ADVERTISE_CONDITION).isEmpty()
                    && waitsForTls(block, context)) {
                waiting.add(block);
            }
        }
        return waiting;
    }

    /// Whether a condition holds; one that is forced to fail does not.
    static boolean isYes(Expression condition, Context context) throws ExpansionException {
        String value = condition.expandUnlessForced(context).orElse(Text.EMPTY).value();
        return !value.isEmpty() && !value.equals("0") && !value.equals("no") && !value.equals("false");
    }

    @Override
    public List<SmtpParameter> parameters() {
        return List.of(this);
    }

    @Override
    public String keyword() {
        return "AUTH";
    }

    @Override
    public Phase command() {
        return Phase.MAIL;
    }

    @Override
    public Optional<Reply> accept(Context context, Optional<String> value) {
        String text = value.orElse("");
        boolean valid =
                text.equals("<>") || (!text.isEmpty() && XTEXT.matcher(text).matches());
        return valid ? Optional.empty() : Optional.of(Reply.of(501, "5.4", "invalid data for AUTH"));
    }
}
