package org.postern.delivery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.delivery.RouterBlock.Place;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;

/// Takes one address through the routers until one of them decides. Used by one thread.
final class RouterChain {
    private static final String UNROUTEABLE = "Unrouteable address";
    private static final int SMTP_PORT = 25;

    private final List<RouterBlock> routers;
    private final LocalHosts localHosts;
    private final Purpose purpose;
    private final Faults faults;
    private String declined = UNROUTEABLE;

    RouterChain(List<RouterBlock> routers, LocalHosts localHosts, Purpose purpose, Faults faults) {
        this.routers = routers;
        this.localHosts = localHosts;
        this.purpose = purpose;
        this.faults = faults;
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
            return decided(new Step.Defer(router.name() + " router: " + e.getMessage(), false));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            faults.log("router " + router.name() + " for " + addressee.given(), e);
            return decided(new Step.Defer(router.name() + " router failed: " + e, true));
        }
    }

    private Visit visit(RouterBlock router, Addressee addressee, Context context) throws ExpansionException {
        if (addressee.isLoop(router) || !router.preconditions().hold(router, addressee, purpose, context)) {
            return skip(router);
        }
        if (!addressData(router, addressee, context)) {
            return declined(router, context);
        }
        return switch (result(router, addressee, context)) {
            case Result.Accept accept -> accepted(router, addressee, accept, context);
            case Result.Redirect(var children, var unseen) ->
                decided(new Step.Redirect(router, children, unseen || router.unseen()));
            case Result.Decline decline -> {
                if (!decline.reason().isEmpty()) {
                    declined = decline.reason();
                }
                yield declined(router, context);
            }
            case Result.Pass _ -> new Visit.GoOn(router.next());
            case Result.Defer(var reason) -> decided(new Step.Defer(reason, false));
            case Result.Fail(var reason) -> decided(new Step.Fail(reason));
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
    private static boolean addressData(RouterBlock router, Addressee addressee, Context context)
            throws ExpansionException {
        if (router.addressData().isEmpty()) {
            return true;
        }
        try {
            addressee.addressData(router.addressData().get().expand(context));
            return true;
        } catch (ExpansionException e) {
            if (e.forced()) {
                return false;
            }
            throw e;
        }
    }

    private Visit declined(RouterBlock router, Context context) throws ExpansionException {
        Optional<Expression> more = router.more();
        boolean goOn = more.isEmpty() || Truth.of(more.get().expand(context).value());
        return goOn ? skip(router) : decided(cannotRoute(Optional.of(router), context));
    }

    /// What the last router says that looked at the address, or else the reason of the last that declined
    /// with one.
    private Step cannotRoute(Optional<RouterBlock> last, Context context) {
        Optional<Expression> message = last.flatMap(RouterBlock::cannotRouteMessage);
        if (message.isEmpty()) {
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

    private Visit accepted(RouterBlock router, Addressee addressee, Result.Accept accept, Context context)
            throws ExpansionException {
        List<Host> usable = withoutIgnored(router, accept.hosts(), context);
        if (usable.isEmpty() && !accept.hosts().isEmpty()) {
            return declined(router, context);
        }
        int ownPlace = router.self().action() == Self.Action.SEND ? -1 : ownPlace(usable, context);
        if (ownPlace == 0) {
            return self(router, addressee);
        }
        List<Host> hosts = ownPlace < 0 ? usable : before(usable, ownPlace);
        return hosts.isEmpty() && ownPlace > 0
                ? self(router, addressee)
                : decided(new Step.Accept(router, accept.transport(), hosts));
    }

    private static List<Host> withoutIgnored(RouterBlock router, List<Host> hosts, Context context)
            throws ExpansionException {
        if (router.ignoredHosts().isEmpty() || hosts.isEmpty()) {
            return hosts;
        }
        List<Host> kept = new ArrayList<>(hosts.size());
        for (Host host : hosts) {
            Optional<InetAddress> address = host.address();
            if (address.isEmpty() || !isIgnored(router, address.get(), context)) {
                kept.add(host);
            }
        }
        return kept;
    }

    private static boolean isIgnored(RouterBlock router, InetAddress address, Context context)
            throws ExpansionException {
        return switch (router.ignoredHosts().orElseThrow().match(address, context)) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred(var reason) -> throw ExpansionException.defer(reason);
        };
    }

    /// The place of the first host that is this one, or -1. A host with a port of its own that is not
    /// SMTP's is another server, even at an address of this host.
    private int ownPlace(List<Host> hosts, Context context) {
        for (int i = 0; i < hosts.size(); i++) {
            Host host = hosts.get(i);
            boolean smtp = host.port() == 0 || host.port() == SMTP_PORT;
            if (smtp
                    && host.address()
                            .filter(address -> localHosts.contains(address, context.now()))
                            .isPresent()) {
                return i;
            }
        }
        return -1;
    }

    /// The hosts that are nearer to the destination than this one (RFC 5321, 5.1).
    private static List<Host> before(List<Host> hosts, int own) {
        int preference = hosts.get(own).preference();
        return hosts.subList(0, own).stream()
                .filter(host -> preference < 0 || host.preference() < preference)
                .toList();
    }

    private static Visit self(RouterBlock router, Addressee addressee) {
        String reason = "remote host address is the local host";
        return switch (router.self().action()) {
            case FREEZE, SEND -> decided(new Step.Freeze(reason));
            case DEFER -> decided(new Step.Defer(reason, false));
            case FAIL -> decided(new Step.Fail(reason));
            case PASS -> new Visit.GoOn(router.next());
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
