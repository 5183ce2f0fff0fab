package org.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.api.smtp.ErrorDetails;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.delivery.CalloutCache.Question;
import org.postern.spi.Callout;

/// The questions of one callout: whether the host takes an address that cannot exist (`random`), the
/// address, and postmaster. Confined to one thread, used once.
final class CalloutQuestions implements Callout {
    private static final String REUSED = "(result of an earlier callout reused).";

    private final Delivery delivery;
    private final CalloutOptions options;
    private final CalloutCache cache;
    private final MailContext context;
    private final Purpose purpose;
    private final Address address;
    private final Address from;
    private final String randomLocalPart;
    private final Instant end;
    private Optional<Checked> result = Optional.empty();
    private String lastProblem = "";
    private int hostsTried;

    /// @param from what stands in MAIL
    /// @param randomLocalPart for `random`; the empty string not to ask
    CalloutQuestions(
            Delivery delivery,
            CalloutOptions options,
            CalloutCache cache,
            Purpose purpose,
            Address address,
            Address from,
            String randomLocalPart) {
        this.delivery = delivery;
        this.options = options;
        this.cache = cache;
        this.context = cache.context();
        this.purpose = purpose;
        this.address = address;
        this.from = from;
        this.randomLocalPart = randomLocalPart;
        this.end = context.now().plus(options.overall());
    }

    /// The answer, if earlier callouts have given it.
    Optional<Checked> known(Optional<Text> data) {
        if (isNo(Question.MAIL, mailKey())) {
            return Optional.of(refused("mail", REUSED, REUSED, data));
        }
        if (!randomLocalPart.isEmpty()
                && cache.find(Question.RANDOM, address.domain()).orElse(false)) {
            return Optional.of(Checked.good(data));
        }
        if (options.postmaster().isPresent() && isNo(Question.POSTMASTER, postmasterKey())) {
            return Optional.of(refused("postmaster", REUSED, REUSED, data));
        }
        Optional<Boolean> known = cache.find(Question.ADDRESS, addressKey());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (!known.get()) {
            return Optional.of(refused("recipient", REUSED, REUSED, data));
        }
        boolean postmasterKnown = options.postmaster().isEmpty()
                || cache.find(Question.POSTMASTER, postmasterKey()).isPresent();
        return postmasterKnown ? Optional.of(Checked.good(data)) : Optional.empty();
    }

    private boolean isNo(Question question, String key) {
        return cache.find(question, key).filter(accepted -> !accepted).isPresent();
    }

    /// What the hosts said.
    Checked result(Optional<Text> data) {
        if (result.isPresent()) {
            Checked found = result.get();
            return new Checked(found.result(), true, found.stage(), found.logMessage(), found.userMessage(), data);
        }
        String role = purpose == Purpose.VERIFY_SENDER ? "sender" : "recipient";
        String dull = "Could not complete " + role + " verify callout";
        String log = hostsTried > 1 || lastProblem.isEmpty() ? dull : dull + ": " + lastProblem;
        boolean details = context.setting(ErrorDetails.SMTP_RETURN_ERROR_DETAILS);
        String user = details
                ? dull + " for <" + address + ">.\nThe mail server(s) for the domain may be out of reach for now,"
                        + " or for this server for good."
                : dull;
        return new Checked(Checked.Result.CALLOUT_DEFER, true, "", log, user, data);
    }

    private static Checked refused(String stage, String log, String user, Optional<Text> data) {
        return new Checked(Checked.Result.FAIL, true, stage, log, user, data);
    }

    private String mailKey() {
        return address.domain() + "/<" + from + ">";
    }

    private String addressKey() {
        return address + "/<" + from + ">";
    }

    private String postmasterKey() {
        return address.domain() + "/<" + options.postmaster().orElse("") + ">"
                + (options.fullPostmaster() ? "/full" : "");
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration commandTimeout() {
        return options.timeout();
    }

    @Override
    public boolean failed(Host host, String problem, Optional<Reply> reply) {
        hostsTried++;
        lastProblem = problem;
        if (reply.isPresent() && reply.get().code() / 100 == 5) {
            cache.keep(Question.MAIL, mailKey(), false);
            result = Optional.of(refused("mail", problem, problem, Optional.empty()));
            return true;
        }
        return isLate();
    }

    private boolean isLate() {
        return !context.now().isBefore(end);
    }

    @Override
    public boolean ask(Host host, Dialogue dialogue) throws IOException, ExpansionException {
        hostsTried++;
        if (!mail(from, host, dialogue)) {
            return isDecided();
        }
        if (!randomLocalPart.isEmpty() && takesAnything(host, dialogue)) {
            result = Optional.of(Checked.good(Optional.empty()));
            return true;
        }
        if (isDecided()) {
            return true;
        }
        Answer answer = dialogue.recipient(address);
        if (!answer.reply().isPositive()) {
            return refused("recipient", Question.ADDRESS, addressKey(), answer, host);
        }
        cache.keep(Question.ADDRESS, addressKey(), true);
        if (options.postmaster().isPresent() && !postmaster(host, dialogue)) {
            return isDecided();
        }
        result = Optional.of(Checked.good(Optional.empty()));
        return true;
    }

    private boolean isDecided() {
        return result.isPresent() || isLate();
    }

    private boolean mail(Address sender, Host host, Dialogue dialogue) throws IOException, ExpansionException {
        Answer answer = dialogue.mail(sender);
        if (answer.reply().isPositive()) {
            return true;
        }
        refused("mail", Question.MAIL, address.domain() + "/<" + sender + ">", answer, host);
        return false;
    }

    /// Whether the host takes an address that cannot exist: then nothing can be learned from it.
    private boolean takesAnything(Host host, Dialogue dialogue) throws IOException, ExpansionException {
        Optional<Boolean> known = cache.find(Question.RANDOM, address.domain());
        if (known.isPresent()) {
            return known.get();
        }
        Reply reply = dialogue.recipient(new Address(randomLocalPart, address.domain()))
                .reply();
        if (reply.isPositive()) {
            cache.keep(Question.RANDOM, address.domain(), true);
            return true;
        }
        if (!reply.isTemporary()) {
            cache.keep(Question.RANDOM, address.domain(), false);
        }
        again(from, host, dialogue);
        return false;
    }

    private boolean again(Address sender, Host host, Dialogue dialogue) throws IOException, ExpansionException {
        Reply _ = dialogue.command("RSET");
        return mail(sender, host, dialogue);
    }

    private boolean postmaster(Host host, Dialogue dialogue) throws IOException, ExpansionException {
        if (cache.find(Question.POSTMASTER, postmasterKey()).orElse(false)) {
            return true;
        }
        if (!again(Addresses.required(options.postmaster().orElse("")), host, dialogue)) {
            return false;
        }
        Answer answer = dialogue.recipient(new Address("postmaster", address.domain()));
        if (!answer.reply().isPositive() && options.fullPostmaster()) {
            String command = "RCPT TO:<postmaster>";
            answer = new Answer(command, dialogue.command(command));
        }
        if (!answer.reply().isPositive()) {
            refused("postmaster", Question.POSTMASTER, postmasterKey(), answer, host);
            return false;
        }
        cache.keep(Question.POSTMASTER, postmasterKey(), true);
        return true;
    }

    /// Takes a refusal: for good it decides, for now the next host is asked.
    private boolean refused(String stage, Question question, String key, Answer answer, Host host) {
        Reply reply = answer.reply();
        lastProblem = "response to \"" + answer.command() + "\" was: " + reply;
        if (reply.isTemporary()) {
            return isLate();
        }
        cache.keep(question, key, false);
        String text = printable(reply);
        String user = purpose == Purpose.VERIFY_SENDER
                ? "Called:   " + host.address().map(IpText::of).orElse(host.name()) + "\nSent:     "
                        + answer.command()
                        + "\nResponse: " + text
                : "Callout verification failed:\n" + text;
        result = Optional.of(refused(stage, lastProblem, user, Optional.empty()));
        return true;
    }

    /// What may stand in a reply of ours (RFC 5321, 4.2).
    private static String printable(Reply reply) {
        String text = reply.toString();
        int end = 0;
        while (end < text.length() && end < 400 && text.charAt(end) >= ' ' && text.charAt(end) < 127) {
            end++;
        }
        return text.substring(0, end);
    }
}
