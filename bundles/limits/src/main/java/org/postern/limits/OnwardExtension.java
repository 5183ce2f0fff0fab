package org.postern.limits;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// LIMITS towards servers (RFC 9422, 4): no more is sent than the server says it takes. What is not known,
/// or is
/// no number, limits nothing.
final class OnwardExtension implements ClientExtension {
    private static final Pattern LIMIT = Pattern.compile("([A-Za-z0-9-]{1,64})=([0-9]{1,6})(?= |$)");

    @Override
    public String name() {
        return "limits";
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) {
        return capabilities
                .get("LIMITS")
                .map(OnwardExtension::limits)
                .<Use>map(Use.With::within)
                .orElseGet(Use.No::new);
    }

    private static Use.Limits limits(String announced) {
        Map<String, Integer> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String word : announced.strip().split(" +", -1)) {
            Matcher limit = LIMIT.matcher(word);
            if (limit.matches() && Integer.parseInt(limit.group(2)) > 0) {
                known.putIfAbsent(limit.group(1), Integer.valueOf(limit.group(2)));
            }
        }
        return new Use.Limits(
                known.getOrDefault("MAILMAX", Integer.MAX_VALUE),
                known.getOrDefault("RCPTMAX", Integer.MAX_VALUE),
                known.getOrDefault("RCPTDOMAINMAX", Integer.MAX_VALUE));
    }
}
