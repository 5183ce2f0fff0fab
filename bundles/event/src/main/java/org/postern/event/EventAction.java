package org.postern.event;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.spi.EventListener;

/// Does what the configuration wants done. While it does, nothing that happens is an event to it.
final class EventAction implements EventListener {
    @Override
    public String name() {
        return "event_action";
    }

    @Override
    public boolean wants(Event event, Context context) {
        return actions(event, context).findAny().isPresent() && !EventVariables.isBusy(context);
    }

    @Override
    public Duration patience(Context context) {
        return context.setting(EventOptions.TIMEOUT);
    }

    @Override
    public Optional<Text> on(Event event, Context context) {
        Optional<Text> answer = Optional.empty();
        EventVariables.begin(event, context);
        try {
            for (Expression action : actions(event, context).toList()) {
                Optional<Text> said = expand(action, event, context);
                answer = answer.isPresent() ? answer : said;
            }
        } finally {
            EventVariables.end(context);
        }
        return answer;
    }

    private static Stream<Expression> actions(Event event, Context context) {
        if (event.transport().isEmpty()) {
            return context.setting(EventOptions.MAIN_ACTION).stream();
        }
        Settings transport = event.transport().get();
        Optional<Expression> older = switch (event.name()) {
            case "msg:delivery" -> transport.get(EventOptions.DELIVERY_ACTION);
            case "msg:host:defer" -> transport.get(EventOptions.HOST_DEFER_ACTION);
            default -> Optional.empty();
        };
        return Stream.concat(transport.get(EventOptions.TRANSPORT_ACTION).stream(), older.stream());
    }

    private static Optional<Text> expand(Expression action, Event event, Context context) {
        try {
            return Optional.of(action.expand(context)).filter(text -> !text.isEmpty());
        } catch (ExpansionException e) {
            if (!e.forced()) {
                context.log()
                        .panic("failed to expand event_action " + event.name() + " in "
                                + event.transport().map(Settings::name).orElse("main") + ": " + e.getMessage());
            }
            return Optional.empty();
        }
    }
}
