package org.postern.eventadmin;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.postern.broadcast.JsonLine;
import org.postern.broadcast.Occurrence;
import org.postern.broadcast.Outlet;

/// The handlers of the framework: `msg:delivery` has the topic `org/postern/msg/delivery`. A handler that is
/// slow slows only the others.
///
/// @param admin who hands them out
record Topics(EventAdmin admin) implements Outlet {
    @Override
    public void send(List<Occurrence> some) {
        for (Occurrence one : some) {
            admin.sendEvent(event(one));
        }
    }

    private static Event event(Occurrence one) {
        Map<String, Object> properties = new HashMap<>();
        one.fields().forEach((name, value) -> properties.put(name, JsonLine.characters(value)));
        properties.put("event_name", one.name());
        properties.put(EventConstants.TIMESTAMP, one.time().toEpochMilli());
        return new Event(topic(one.name()), properties);
    }

    private static String topic(String name) {
        return "org/postern/" + name.replace(':', '/');
    }
}
