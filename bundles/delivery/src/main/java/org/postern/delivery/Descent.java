package org.postern.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.system.Accounts;
import org.postern.core.GenericOptions;
import org.postern.core.MailContext;
import org.postern.spi.Router.Child;

/// Carries out what a router decided of an address, as far as it concerns the address and those that are made
/// of it. Used by one thread.
final class Descent {
    private final Plan plan;
    private final Verifier errorsToVerifier;
    private final Accounts accounts;

    Descent(Plan plan, Surroundings surroundings, Faults faults) {
        this.plan = plan;
        this.errorsToVerifier = new Verifier(plan, surroundings, faults);
        this.accounts = surroundings.accounts();
    }

    /// An address that was made, and what is to be done with it.
    sealed interface Made {
        /// The address.
        Addressee addressee();

        /// To be routed.
        record Routed(Addressee addressee) implements Made {}

        /// To be delivered.
        record Delivered(Addressee addressee, TransportBlock transport) implements Made {}

        /// It cannot be delivered to.
        record Broken(Addressee addressee, String reason, boolean forbidden) implements Made {}
    }

    /// The transport that takes an address.
    TransportBlock transport(Step.Accept accept, MailContext narrow) throws ExpansionException {
        RouterBlock router = accept.router();
        return plan.transport(router, accept.transport(), narrow)
                .orElseThrow(() ->
                        ExpansionException.error("neither transport nor more set in " + router.name() + " router"));
    }

    /// What the router's options say of the addresses that it handles: where their bounces go, their header,
    /// their home, as whom they are delivered and where else to.
    void inherit(Addressee addressee, RouterBlock router, MailContext narrow) throws ExpansionException {
        addressee.edit(HeaderEdits.expand(router.headersRemove(), router.headersAdd(), narrow));
        errorsTo(router, narrow).ifPresent(addressee::errorsTo);
        owner(addressee, router.settings(), narrow);
        router.settings().get(GenericOptions.FALLBACK_HOSTS).ifPresent(addressee::fallbackHosts);
        if (router.settings().get(GenericOptions.DISABLE_LOGGING)) {
            addressee.unlogged();
        }
        Optional<Expression> current = router.settings().get(GenericOptions.TRANSPORT_CURRENT_DIRECTORY);
        if (current.isPresent()) {
            addressee.currentDirectory(current.get().expand(narrow));
        }
        if (router.transportHome().isPresent()) {
            addressee.home(router.transportHome().get().expand(narrow));
        }
    }

    /// `user`, `group` and `initgroups` of the router go before what `check_local_user` found.
    private void owner(Addressee addressee, Settings settings, MailContext narrow) throws ExpansionException {
        Optional<String> user = expanded(settings.get(GenericOptions.USER), narrow);
        Optional<String> group = expanded(settings.get(GenericOptions.GROUP), narrow);
        boolean more = settings.get(GenericOptions.INITGROUPS);
        if (user.isEmpty() && group.isEmpty() && !more) {
            return;
        }
        try {
            Owner named = LocalUser.named(user, group, accounts);
            Owner known = addressee.owner();
            Optional<String> login =
                    user.or(() -> addressee.fact("local_part_data").map(Text::value));
            addressee.owner(new Owner(
                    user.isPresent() ? named.uid() : known.uid(),
                    named.gid().isPresent() ? named.gid() : known.gid(),
                    more ? login : Optional.empty()));
        } catch (IOException e) {
            throw ExpansionException.defer(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> expanded(Optional<Expression> option, MailContext narrow)
            throws ExpansionException {
        return option.isPresent() ? Optional.of(option.get().expand(narrow).value()) : Optional.empty();
    }

    private Optional<Address> errorsTo(RouterBlock router, MailContext narrow) throws ExpansionException {
        if (router.errorsTo().isEmpty()) {
            return Optional.empty();
        }
        return router.errorsTo()
                .get()
                .expandUnlessForced(narrow)
                .flatMap(text -> Addresses.parse(text.value()))
                .map(found -> qualified(found, narrow))
                .filter(found -> found.isNull() || errorsToVerifier.isGood(found, Purpose.VERIFY_SENDER, narrow));
    }

    /// All that a redirection makes of an address; or nothing, if a part of it cannot be made.
    List<Made> children(Addressee addressee, Step.Redirect redirect, MailContext narrow) throws ExpansionException {
        RouterBlock router = redirect.router();
        List<Optional<TransportBlock>> transports = transports(redirect.children(), router.name() + " router");
        inherit(addressee, router, narrow);
        return made(redirect.children(), transports, addressee, narrow);
    }

    /// All that the system filter delivers to.
    List<Made> children(Addressee filter, List<Child> children, MailContext narrow) throws ExpansionException {
        return made(children, transports(children, "system filter"), filter, narrow);
    }

    private List<Optional<TransportBlock>> transports(List<Child> children, String place) throws ExpansionException {
        List<Optional<TransportBlock>> transports = new ArrayList<>();
        for (Child child : children) {
            Optional<String> name = transport(child);
            transports.add(name.isPresent() ? Optional.of(plan.transport(name.get(), place)) : Optional.empty());
        }
        return transports;
    }

    private List<Made> made(
            List<Child> children, List<Optional<TransportBlock>> transports, Addressee addressee, MailContext narrow)
            throws ExpansionException {
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < transports.size(); i++) {
            made.add(made(children.get(i), transports.get(i), addressee, i, narrow));
        }
        return made;
    }

    /// The transport that a child names.
    private static Optional<String> transport(Child child) {
        return switch (child) {
            case Child.ToTransport target -> Optional.of(target.transport());
            case Child.ToReply answer -> Optional.of(answer.transport());
            case Child.Silent silent -> transport(silent.child());
            case Child.Forwarded forwarded -> transport(forwarded.child());
            case Child.ToAddress _, Child.Broken _ -> Optional.empty();
        };
    }

    private Made made(
            Child child, Optional<TransportBlock> transport, Addressee addressee, int number, MailContext narrow)
            throws ExpansionException {
        return switch (child) {
            case Child.ToAddress(var address, var errorsTo, var written, var rewrite) -> {
                Address full = qualified(address, narrow);
                Address rewritten = rewrite ? Addresses.rewritten(full, narrow) : full;
                Addressee grown = addressee.child(
                        rewritten,
                        addressee
                                .router()
                                .map(known -> known.children().index())
                                .orElse(0));
                errorsTo.ifPresent(grown::errorsTo);
                if (rewritten.equals(address)) {
                    grown.written(written);
                }
                yield new Made.Routed(grown);
            }
            case Child.ToTransport target ->
                new Made.Delivered(addressee.target(target.target()), transport.orElseThrow());
            case Child.ToReply answer ->
                new Made.Delivered(addressee.reply(answer.reply(), number), transport.orElseThrow());
            case Child.Broken(var target, var reason, var forbidden) ->
                new Made.Broken(addressee.target(target), reason, forbidden);
            case Child.Forwarded(var inner, var returnPath, var tag) -> {
                Made forwarded = made(inner, transport, addressee, number, narrow);
                forwarded.addressee().forwarded(new NewSender(returnPath, tag));
                yield forwarded;
            }
            case Child.Silent(var inner) -> {
                Made silent = made(inner, transport, addressee, number, narrow);
                silent.addressee().silence();
                yield silent;
            }
        };
    }

    private static Address qualified(Address address, MailContext context) {
        if (address.isNull() || !address.domain().isEmpty()) {
            return address;
        }
        return new Address(address.localPart(), Names.qualifyDomain(context));
    }
}
