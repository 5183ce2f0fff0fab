package org.postern.event;

import java.time.Duration;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The options of the plugin.
final class EventOptions {
    /// Of the main section: expanded for what happens outside transports.
    static final Option<Optional<Expression>> MAIN_ACTION = Option.optional("event_action", OptionTypes.EXPRESSION)
            .alsoCalled("delivery_event_action", "tpda_event_action");

    /// Of a transport: expanded for what happens in it.
    static final Option<Optional<Expression>> TRANSPORT_ACTION =
            Option.optional("event_action", OptionTypes.EXPRESSION).alsoCalled("tpda_event_action");

    /// The oldest form: for `msg:delivery` alone.
    static final Option<Optional<Expression>> DELIVERY_ACTION =
            Option.optional("tpda_delivery_action", OptionTypes.EXPRESSION);

    /// The oldest form: for `msg:host:defer` alone.
    static final Option<Optional<Expression>> HOST_DEFER_ACTION =
            Option.optional("tpda_host_defer_action", OptionTypes.EXPRESSION);

    /// How long an action may take; with zero for as long as it likes.
    static final Option<Duration> TIMEOUT = Option.of("event_timeout", OptionTypes.TIME, "30s");

    private EventOptions() {}
}
