package org.postern.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.core.Policy;
import org.postern.core.Policy.Block;
import org.postern.spi.OutgoingFilter;
import org.postern.spi.Router;

/// What delivery reads of one configuration, read once. Safe for any number of threads.
final class Plan {
    private final Policy policy;
    private final List<RouterBlock> routers;
    private final List<OutgoingFilter> filters;
    private final Map<String, Optional<TransportBlock>> transports = new ConcurrentHashMap<>();
    private final SystemFilter systemFilter;
    private final RetrySchedule retry;
    private final long maxAddresses;
    private final int batchesAtOnce;
    private final int attemptsAtOnce;
    private final Duration stepTimeout;

    Plan(Policy policy) {
        this.policy = policy;
        this.routers = routers(policy.routers());
        this.filters = policy.contributions(OutgoingFilter.class).stream()
                .sorted(Comparator.comparingInt(OutgoingFilter::order))
                .toList();
        this.systemFilter = new SystemFilter(policy);
        this.retry = new RetrySchedule(policy.retryRules(), policy.setting(DeliveryOptions.RETRY_INTERVAL_MAX));
        this.maxAddresses = policy.setting(DeliveryOptions.REDIRECT_MAX_ADDRESSES);
        this.batchesAtOnce = positive(policy, DeliveryOptions.REMOTE_MAX_PARALLEL);
        this.attemptsAtOnce = positive(policy, DeliveryOptions.DELIVERY_MAX_PARALLEL);
        this.stepTimeout = policy.setting(DeliveryOptions.DELIVERY_STEP_TIMEOUT);
    }

    private static int positive(Policy policy, Option<Long> option) {
        return (int) Math.clamp(policy.setting(option), 1L, 100_000L);
    }

    private static List<RouterBlock> routers(List<Block<Router>> blocks) {
        Map<String, Integer> places = new HashMap<>();
        for (Block<Router> block : blocks) {
            places.put(block.name(), places.size());
        }
        List<RouterBlock> routers = new ArrayList<>(blocks.size());
        for (Block<Router> block : blocks) {
            routers.add(RouterBlock.of(block, routers.size(), places));
        }
        return List.copyOf(routers);
    }

    Policy policy() {
        return policy;
    }

    List<RouterBlock> routers() {
        return routers;
    }

    Optional<TransportBlock> transport(String name) {
        return transports.computeIfAbsent(
                name, _ -> policy.transport(name).map(block -> TransportBlock.of(block, filters)));
    }

    /// The transport that takes what a router accepts: the one that it names, or else that of its option;
    /// empty if neither does.
    Optional<TransportBlock> transport(RouterBlock router, Optional<String> chosen, Context context)
            throws ExpansionException {
        String name = chosen.orElse("");
        if (name.isEmpty() && router.transport().isEmpty()) {
            return Optional.empty();
        }
        if (name.isEmpty()) {
            Expression option = router.transport().get();
            try {
                name = option.expand(context).value();
            } catch (ExpansionException e) {
                throw Failed.expansion(option.source(), " (transport) in " + router.name() + " router", e);
            }
        }
        return Optional.of(transport(name, router.name() + " router"));
    }

    /// The transport of this name, which `place` has named.
    TransportBlock transport(String name, String place) throws ExpansionException {
        return transport(name)
                .orElseThrow(() -> ExpansionException.error("transport \"" + name + "\" not found in " + place));
    }

    SystemFilter systemFilter() {
        return systemFilter;
    }

    RetrySchedule retry() {
        return retry;
    }

    /// How many addresses redirection may make of one message.
    long maxAddresses() {
        return maxAddresses;
    }

    int batchesAtOnce() {
        return batchesAtOnce;
    }

    int attemptsAtOnce() {
        return attemptsAtOnce;
    }

    Duration stepTimeout() {
        return stepTimeout;
    }
}
