package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.hints.HintsStore;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Message;
import org.postern.api.mail.SenderVerification;
import org.postern.api.smtp.Session;
import org.postern.core.MailContext;

/// Verifies one address: by the routers, and if asked by a callout to its host. Safe for any number of
/// threads.
final class AddressCheck {
    static final Option<Expression> RANDOM_LOCAL_PART =
            Option.of("callout_random_local_part", OptionTypes.EXPRESSION, "$primary_hostname-$tod_epoch-testing");

    private final Plans plans = new Plans();
    private final Surroundings surroundings;
    private final HintsStore hints;

    /// @param hints where answers to callouts are kept
    AddressCheck(Surroundings surroundings, HintsStore hints) {
        this.surroundings = surroundings;
        this.hints = hints;
    }

    /// Verifies `address`.
    Checked check(Address address, Purpose purpose, VerifyOptions options, MailContext context) {
        Faults faults = new Faults(context.log(), "", List::of);
        MailContext view = purpose == Purpose.VERIFY_SENDER ? FromNobody.view(context) : context;
        Verifier.Route route = new Verifier(plans.of(context.policy()), surroundings, faults)
                .route(Addressee.ofEnvelope(address, Map.of()), purpose, view, options.successOnRedirect());
        Address verified = route.addressee().original().address();
        if (purpose == Purpose.VERIFY_SENDER
                && !verified.equals(address)
                && context.message()
                        .map(Message::sender)
                        .filter(address::equals)
                        .isPresent()) {
            context.put(SenderVerification.REWRITTEN, verified);
        }
        Optional<Text> data = route.addressee().fact("address_data");
        return switch (route.step()) {
            case Step.Accept accept -> {
                boolean trial = context.session().filter(Session::isTrial).isPresent();
                yield options.callout().isEmpty() || trial
                        ? Checked.good(data)
                        : callout(
                                accept,
                                route.addressee(),
                                purpose,
                                options.callout().get(),
                                context,
                                view);
            }
            case Step.Redirect _ -> Checked.good(data);
            case Step.Fail(var reason, var _) -> Checked.unroutable(reason, data);
            case Step.Defer(var reason, var _) -> Checked.unknown(reason, data);
            case Step.Freeze(var reason) -> {
                context.log()
                        .main(reason + ": " + address.domain() + " (while verifying <" + address + ">"
                                + context.session()
                                        .map(session -> " from host "
                                                + session.logText().substring(2))
                                        .orElse("")
                                + ")");
                yield Checked.unknown(reason, data);
            }
        };
    }

    private Checked callout(
            Step.Accept accept,
            Addressee addressee,
            Purpose purpose,
            CalloutOptions options,
            MailContext context,
            MailContext view) {
        Optional<Text> data = addressee.fact("address_data");
        if (!context.get(Controls.NO_CALLOUT_FLUSH).orElse(false)) {
            context.session().ifPresent(Session::flush);
        }
        try {
            Optional<TransportBlock> transport = transport(accept, addressee, context);
            if (transport.isEmpty()) {
                return Checked.good(data);
            }
            Address from = from(purpose, options, context);
            CalloutQuestions questions = new CalloutQuestions(
                    new CalloutDelivery(view, addressee, accept.hosts(), from),
                    options,
                    new CalloutCache(HintsStore.in(context, hints), context, options.cached()),
                    purpose,
                    addressee.given(),
                    from,
                    options.random()
                            ? context.setting(RANDOM_LOCAL_PART).expand(context).value()
                            : "");
            Optional<Checked> known = questions.known(data);
            if (known.isPresent()) {
                return known.get();
            }
            return transport.get().instance().callout(questions) ? questions.result(data) : Checked.good(data);
        } catch (IOException | ExpansionException e) {
            return new Checked(Checked.Result.CALLOUT_DEFER, true, "", "callout: " + e.getMessage(), "", data);
        }
    }

    private Optional<TransportBlock> transport(Step.Accept accept, Addressee addressee, MailContext context)
            throws ExpansionException {
        return plans.of(context.policy())
                .transport(accept.router(), accept.transport(), context.with(addressee, addressee.slots()));
    }

    /// What stands in MAIL.
    private static Address from(Purpose purpose, CalloutOptions options, MailContext context)
            throws ExpansionException {
        if (options.usePostmaster()) {
            return new Address("postmaster", Names.qualifyDomain(context));
        }
        if (options.useSender() && purpose == Purpose.VERIFY_RECIPIENT) {
            return context.message().map(Message::sender).orElse(Address.NULL);
        }
        return Addresses.required(options.mailFrom().orElse(""));
    }

    /// Whether an option makes it good that the answer is not known now.
    boolean isOverridden(Checked checked, VerifyOptions options) {
        return switch (checked.result()) {
            case DEFER -> options.deferOk();
            case CALLOUT_DEFER ->
                options.deferOk()
                        || options.callout().filter(CalloutOptions::deferOk).isPresent();
            case OK, FAIL -> false;
        };
    }
}
