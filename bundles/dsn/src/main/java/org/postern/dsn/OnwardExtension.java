package org.postern.dsn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// DSN towards servers (RFC 3461, 5.2.1): one that offers it takes over what the sender wants to hear,
/// unless the
/// router says that this is the last hop that is to know.
final class OnwardExtension implements ClientExtension {
    private static final RecipientParameters WISHES = new Wishes();

    @Override
    public String name() {
        return "dsn";
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) {
        if (!capabilities.has("DSN") || delivery.recipients().stream().allMatch(OnwardExtension::isLastHop)) {
            return new Use.No();
        }
        Map<String, String> given = delivery.message().parameters();
        Map<String, String> mail = new TreeMap<>();
        for (String keyword : List.of("RET", "ENVID")) {
            Optional.ofNullable(given.get(keyword)).ifPresent(value -> mail.put(keyword, value));
        }
        return new Use.With(mail, WISHES, false, "");
    }

    private static boolean isLastHop(Recipient recipient) {
        return recipient.fact("dsn_lasthop").isPresent();
    }

    /// What the sender wants to hear of one recipient.
    private static final class Wishes implements RecipientParameters {
        @Override
        public Map<String, Optional<String>> of(Recipient recipient) {
            Map<String, Optional<String>> wishes = new TreeMap<>();
            if (!isLastHop(recipient)) {
                for (String keyword : List.of("NOTIFY", "ORCPT")) {
                    Optional<String> value =
                            Optional.ofNullable(recipient.parameters().get(keyword));
                    value.ifPresent(wish -> wishes.put(keyword, value));
                }
            }
            return wishes;
        }

        @Override
        public boolean reportsOnward(Recipient recipient) {
            return !isLastHop(recipient);
        }
    }
}
