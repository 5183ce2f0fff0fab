package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.core.MailContext;
import org.postern.core.Mailer.Verification;
import org.postern.spi.AclCondition;

/// `verify = recipient` and `verify = sender`: whether the routers know a way for the address.
final class AddressVerification implements AclCondition {
    private final Purpose purpose;
    private final Plans plans = new Plans();
    private final Surroundings surroundings;

    /// @param purpose which of them
    AddressVerification(Purpose purpose, Surroundings surroundings) {
        this.purpose = purpose;
        this.surroundings = surroundings;
    }

    @Override
    public String name() {
        return purpose == Purpose.VERIFY_SENDER ? "sender" : "recipient";
    }

    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Set<Phase> phases() {
        return purpose == Purpose.VERIFY_SENDER
                ? Set.of(
                        Phase.MAIL,
                        Phase.RCPT,
                        Phase.PREDATA,
                        Phase.MIME,
                        Phase.DKIM,
                        Phase.PRDR,
                        Phase.DATA,
                        Phase.NOT_SMTP)
                : Set.of(Phase.RCPT, Phase.VRFY, Phase.EXPN);
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        boolean deferIsOk = false;
        for (String option : options(argument)) {
            switch (option) {
                case "defer_ok" -> deferIsOk = true;
                case "no_details" -> {} // no details are given yet
                default -> throw unknown(option);
            }
        }
        boolean lenient = deferIsOk;
        return context -> test(context, lenient);
    }

    private static List<String> options(String argument) {
        List<String> options = new ArrayList<>();
        for (String option : argument.split("/", -1)) {
            if (!option.isBlank()) {
                options.add(option.strip());
            }
        }
        return options;
    }

    private static ConfigException unknown(String option) {
        return option.startsWith("callout")
                ? new ConfigException("callouts are not supported yet: leave out /" + option)
                : new ConfigException("not an option that is supported: " + option + "; defer_ok is");
    }

    private Outcome test(Context context, boolean deferIsOk) {
        Optional<Address> subject = subject(context);
        if (subject.isEmpty()) {
            return new Outcome.Defer("", "verify = " + name() + ": there is no " + name() + " here");
        }
        if (subject.get().isNull()) {
            return Outcome.of(true);
        }
        if (!(context instanceof MailContext mail)) {
            return new Outcome.Defer("", "verify = " + name() + ": no configuration to verify with");
        }
        return switch (verify(subject.get(), mail)) {
            case Verification.Ok _ -> Outcome.of(true);
            case Verification.Failed(var reason) -> failed(subject.get(), reason);
            case Verification.Deferred(var reason) ->
                deferIsOk ? Outcome.of(true) : new Outcome.Defer("Could not complete " + name() + " verify", reason);
        };
    }

    private Optional<Address> subject(Context context) {
        return purpose == Purpose.VERIFY_SENDER
                ? context.message().map(Message::sender)
                : context.recipient().map(recipient -> recipient.address());
    }

    private Verification verify(Address address, MailContext context) {
        Faults faults = new Faults(context.log(), "", List::of);
        return new Verifier(plans.of(context.policy()), surroundings, faults)
                .verify(Addressee.ofEnvelope(address, Map.of()), purpose, context);
    }

    private Outcome failed(Address address, String reason) {
        return purpose == Purpose.VERIFY_SENDER
                ? new Outcome.NoMatch(
                        "Verification failed for <" + address + ">\n" + reason + "\nSender verify failed",
                        "sender verify fail for <" + address + ">: " + reason)
                : new Outcome.NoMatch(reason, reason);
    }
}
