package org.postern.delivery;

import java.io.PrintStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.system.OwnHosts;
import org.postern.core.GenericOptions;
import org.postern.core.RouterVariable;
import org.postern.delivery.RouterBlock.Place;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.spi.RouterOptions;

/// Takes one address through the routers until one of them decides. Used by one thread.
final class RouterChain {
    private static final String UNROUTEABLE = "Unrouteable address";

    private final Plan plan;
    private final List<RouterBlock> routers;
    private final Surroundings surroundings;
    private final OwnHosts own;
    private final Purpose purpose;
    private final Faults faults;
    private String declined = UNROUTEABLE;
    private Optional<PrintStream> watcher = Optional.empty();

    RouterChain(Plan plan, Surroundings surroundings, Purpose purpose, Faults faults) {
        this.plan = plan;
        this.routers = plan.routers();
        this.surroundings = surroundings;
        this.own = new OwnHosts(surroundings.host());
        this.purpose = purpose;
        this.faults = faults;
    }

    /// Has what the routers say with `debug_print` shown.
    void show(PrintStream to) {
        watcher = Optional.of(to);
    }

    /// What the routers say, from the one at which this address begins.
    Step run(Addressee addressee, Context context) {
        declined = UNROUTEABLE;
        addressee.routedFor(purpose);
        int place = addressee.firstRouter();
        while (place < routers.size()) {
            RouterBlock router = routers.get(place);
            Visit visit = guarded(router, addressee, context);
            switch (visit) {
                case Visit.Decided(var step) -> {
                    return step;
                }
                case Visit.GoOn(var next) -> {
                    if (!next.missing().isEmpty()) {
                        return new Step.Defer("there is no router " + next.missing() + " to pass to", true);
                    }
                    place = next.index();
                }
            }
        }
        return cannotRoute(routers.isEmpty() ? Optional.empty() : Optional.of(routers.getLast()), context);
    }

    /// What one router did.
    private sealed interface Visit {
        record Decided(Step step) implements Visit {}

        record GoOn(Place next) implements Visit {}
    }

    private static Visit decided(Step step) {
        return new Visit.Decided(step);
    }

    private static Visit skip(RouterBlock router) {
        return new Visit.GoOn(new Place(router.place() + 1, ""));
    }

    private Visit guarded(RouterBlock router, Addressee addressee, Context context) {
        try {
            return visit(router, addressee, context);
        } catch (ExpansionException e) {
            return decided(new Step.Defer(Failed.reason(e), false));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            faults.log("router " + router.name() + " for " + addressee.given(), e);
            return decided(new Step.Defer(router.name() + " router failed: " + e, true));
        }
    }

    private Visit visit(RouterBlock router, Addressee addressee, Context context) throws ExpansionException {
        if (addressee.isLoop(router)
                || !router.preconditions().hold(router, addressee, purpose, surroundings.accounts(), context)) {
            return skip(router);
        }
        if (watcher.isPresent()) {
            show(router, context, watcher.get());
        }
        if (!variables(router, addressee, context) || !addressData(router, addressee, context)) {
            return declined(router, context);
        }
        Result result = result(router, addressee, context);
        return taken(result) && router.failsVerification(purpose)
                ? decided(new Step.Fail(router.name() + " router forced verify failure"))
                : concluded(router, addressee, result, context);
    }

    /// For `debug_print`.
    private static void show(RouterBlock router, Context context, PrintStream watcher) throws ExpansionException {
        Optional<Expression> option = router.settings().get(GenericOptions.DEBUG_PRINT);
        if (option.isPresent()) {
            watcher.println(router.name() + ": " + option.get().expand(context).value());
        }
    }

    private static boolean taken(Result result) {
        return switch (result) {
            case Result.Accept _, Result.Lookup _, Result.Redirect _, Result.Pass _ -> true;
            case Result.Decline _, Result.Defer _, Result.Fail _, Result.Freeze _ -> false;
        };
    }

    private Visit concluded(RouterBlock router, Addressee addressee, Result result, Context context)
            throws ExpansionException {
        return switch (result) {
            case Result.Accept accept -> accepted(router, addressee, accept, context);
            case Result.Lookup lookup -> lookedUp(router, addressee, lookup, context);
            case Result.Redirect(var children, var unseen) ->
                decided(new Step.Redirect(router, children, unseen || unseen(router, context)));
            case Result.Decline decline -> {
                if (!decline.reason().isEmpty()) {
                    declined = decline.reason();
                }
                yield declined(router, context);
            }
            case Result.Pass _ -> new Visit.GoOn(router.next());
            case Result.Defer(var reason) -> decided(new Step.Defer(reason, false));
            case Result.Fail(var reason, var children) ->
                decided(new Step.Fail(
                        reason,
                        children.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new Step.Redirect(router, children, false))));
            case Result.Freeze(var reason) -> decided(new Step.Freeze(reason));
        };
    }

    private static Result result(RouterBlock router, Addressee addressee, Context context) throws ExpansionException {
        try {
            return router.driver().route(addressee, context);
        } catch (ExpansionException e) {
            if (e.forced()) {
                return new Result.Decline();
            }
            throw e;
        }
    }

    /// False if the expansion was forced to fail, which means that the router declines.
    private static boolean variables(RouterBlock router, Addressee addressee, Context context)
            throws ExpansionException {
        for (RouterVariable variable : router.variables()) {
            try {
                Optional<Text> value = variable.value().expandUnlessForced(context);
                if (value.isEmpty()) {
                    return false;
                }
                addressee.variable(variable.name(), value.get());
            } catch (ExpansionException e) {
                throw Failed.option(variable.value().source(), router.name(), e);
            }
        }
        return true;
    }

    /// False if the expansion was forced to fail, which means that the router declines.
    private static boolean addressData(RouterBlock router, Addressee addressee, Context context)
            throws ExpansionException {
        if (router.addressData().isEmpty()) {
            return true;
        }
        try {
            Optional<Text> data = router.addressData().get().expandUnlessForced(context);
            data.ifPresent(addressee::addressData);
            return data.isPresent();
        } catch (ExpansionException e) {
            throw Failed.option(router.addressData().get().source(), router.name(), e);
        }
    }

    private static boolean unseen(RouterBlock router, Context context) throws ExpansionException {
        return router.unseen().isPresent() && yes(router.unseen().get(), "unseen", router, context);
    }

    private static boolean yes(Expression option, String name, RouterBlock router, Context context)
            throws ExpansionException {
        try {
            return Truth.of(option.expand(context).value());
        } catch (ExpansionException e) {
            if (e.forced()) {
                return name.equals("more"); // the option's default
            }
            throw Failed.expansion(name, " in " + router.name() + " router", e);
        }
    }

    private Visit declined(RouterBlock router, Context context) throws ExpansionException {
        boolean goOn = router.more().isEmpty() || yes(router.more().get(), "more", router, context);
        return goOn ? skip(router) : decided(cannotRoute(Optional.of(router), context));
    }

    /// What the last router says that looked at the address, or else the reason of the last that declined
    /// with one.
    private Step cannotRoute(Optional<RouterBlock> last, Context context) {
        Optional<Expression> message = last.flatMap(RouterBlock::cannotRouteMessage);
        if (message.isEmpty() || !declined.equals(UNROUTEABLE)) {
            return new Step.Fail(declined);
        }
        try {
            String text = message.get().expand(context).value();
            return new Step.Fail(text.isEmpty() ? declined : text);
        } catch (ExpansionException e) {
            return e.forced()
                    ? new Step.Fail(declined)
                    : new Step.Defer("cannot_route_message: " + e.getMessage(), false);
        }
    }

    private Visit lookedUp(RouterBlock router, Addressee addressee, Result.Lookup lookup, Context context)
            throws ExpansionException {
        Optional<TransportBlock> transport = plan.transport(router, lookup.transport(), context);
        boolean nothingToFind = transport.isEmpty() && lookup.list().isEmpty();
        if (!nothingToFind && (transport.isEmpty() || transport.get().isRemote())) {
            return concluded(router, addressee, lookup.search().run(), context);
        }
        List<Host> hosts = lookup.list().isEmpty() ? List.of() : List.of(Host.named(lookup.list()));
        return decided(new Step.Accept(router, lookup.transport(), hosts, unseen(router, context)));
    }

    private Visit accepted(RouterBlock router, Addressee addressee, Result.Accept accept, Context context)
            throws ExpansionException {
        accept.addressData().ifPresent(addressee::addressData);
        List<Host> found = withoutIgnored(router, accept.hosts(), context);
        if (found.isEmpty() && !accept.hosts().isEmpty()) {
            return declined(router, context);
        }
        int ownPlace = router.self().action() == Self.Action.SEND ? -1 : ownPlace(found, context);
        List<Host> hosts = ownPlace < 0 ? found : before(found, ownPlace);
        if (hosts.isEmpty() && ownPlace >= 0) {
            return self(router, addressee, found.get(ownPlace));
        }
        List<Host> translated = router.translation().isEmpty()
                ? hosts
                : new HostTranslation(router.translation().get(), surroundings.dns()).translate(hosts, context);
        return decided(new Step.Accept(router, accept.transport(), translated, unseen(router, context)));
    }

    /// For drivers that do not read the option themselves.
    private static List<Host> withoutIgnored(RouterBlock router, List<Host> hosts, Context context)
            throws ExpansionException {
        Optional<MatchList<InetAddress>> ignored = router.settings().get(RouterOptions.IGNORE_TARGET_HOSTS);
        if (ignored.isEmpty()) {
            return hosts;
        }
        List<Host> kept = new ArrayList<>();
        for (Host host : hosts) {
            if (host.address().isEmpty()
                    || !matches(ignored.get(), host.address().get(), context.to(host))) {
                kept.add(host);
            }
        }
        return kept;
    }

    private static boolean matches(MatchList<InetAddress> list, InetAddress address, Context context)
            throws ExpansionException {
        return switch (list.match(address, context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched _ -> false;
            case MatchList.Match.Deferred(var reason) -> throw ExpansionException.defer(reason);
        };
    }

    /// The place of the first host that is this one, or -1.
    private int ownPlace(List<Host> hosts, Context context) throws ExpansionException {
        for (int i = 0; i < hosts.size(); i++) {
            if (own.contains(hosts.get(i), context)) {
                return i;
            }
        }
        return -1;
    }

    /// The hosts that are nearer to the destination than this one (RFC 5321, 5.1).
    private static List<Host> before(List<Host> hosts, int ownPlace) {
        int preference = hosts.get(ownPlace).preference();
        return hosts.subList(0, ownPlace).stream()
                .filter(host -> host.preference() < preference)
                .toList();
    }

    private Visit self(RouterBlock router, Addressee addressee, Host host) {
        String reason = host.preference() >= 0
                ? "lowest numbered MX record points to local host"
                : "remote host address is the local host";
        return switch (router.self().action()) {
            case FREEZE, SEND -> decided(new Step.Freeze(reason));
            case DEFER -> decided(new Step.Defer(reason, false));
            case FAIL -> decided(new Step.Fail(reason));
            case PASS -> {
                addressee.selfHostname(host.name());
                declined = reason;
                yield new Visit.GoOn(router.next());
            }
            case REROUTE ->
                decided(new Step.Redirect(
                        router,
                        List.of(new Child.ToAddress(
                                new Address(
                                        addressee.given().localPart(),
                                        router.self().domain()),
                                Optional.empty())),
                        false));
            case UNKNOWN ->
                decided(new Step.Defer(
                        router.name() + " router: self: unknown word "
                                + router.self().domain(),
                        true));
        };
    }
}
