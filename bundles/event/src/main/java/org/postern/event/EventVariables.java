package org.postern.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Slot;
import org.postern.api.Slot.Lifetime;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// What an action is told: `$event_name`, `$event_data`, `$event_defer_errno`, by these and by older names.
/// Outside actions they are empty.
final class EventVariables {
    private static final Slot<Optional<Event>> IN_HAND = Slot.of(Lifetime.MESSAGE, "event-in-hand");

    private EventVariables() {}

    static void begin(Event event, Context context) {
        context.put(IN_HAND, Optional.of(event));
    }

    static void end(Context context) {
        context.put(IN_HAND, Optional.empty());
    }

    /// Whether an action runs.
    static boolean isBusy(Context context) {
        return context.get(IN_HAND).flatMap(Function.identity()).isPresent();
    }

    static List<Variable> all() {
        List<Variable> all = new ArrayList<>();
        for (String name : List.of("event_name", "tpda_event")) {
            all.add(of(name, event -> Text.trusted(event.name())));
        }
        for (String name : List.of("event_data", "tpda_data", "tpda_delivery_confirmation", "tpda_defer_errstr")) {
            all.add(of(name, Event::data));
        }
        for (String name : List.of("event_defer_errno", "tpda_defer_errno")) {
            all.add(Variable.of(name, EventVariables::errno));
        }
        all.add(sameAs("host_address", "tpda_delivery_ip"));
        all.add(sameAs("host_port", "tpda_delivery_port"));
        all.add(sameAs("host", "tpda_delivery_fqdn"));
        all.add(sameAs("local_part", "tpda_delivery_local_part"));
        all.add(sameAs("domain", "tpda_delivery_domain"));
        return all;
    }

    private static Variable of(String name, Function<Event, Text> aspect) {
        return Variable.of(
                name,
                context -> context.get(IN_HAND).flatMap(Function.identity()).map(aspect));
    }

    /// A number always, as Exim has it.
    private static Optional<Text> errno(Context context) {
        int errno = context.get(IN_HAND)
                .flatMap(Function.identity())
                .map(Event::errno)
                .orElse(0);
        return Optional.of(Text.trusted(Integer.toString(errno)));
    }

    private static Variable sameAs(String today, String older) {
        return Variable.of(older, context -> context.variable(today));
    }
}
