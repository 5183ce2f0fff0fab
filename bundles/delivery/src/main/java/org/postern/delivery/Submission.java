package org.postern.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Outgoing;
import org.postern.api.system.Accounts;
import org.postern.core.Envelope;
import org.postern.core.Spool;
import org.postern.core.Spool.Spooled;

/// A message that a transport has sent, such as the answer of an absent recipient.
///
/// @param message the message
/// @param recipients to whom
/// @param uid the user who sends it
record Submission(Outgoing message, List<Address> recipients, int uid) {
    Submission {
        recipients = List.copyOf(recipients);
    }

    /// Puts it into the spool, where it is durable when this returns.
    ///
    /// @param cause the id of the message that it is about; empty if it is about none
    Spooled spool(Services services, Context context, String cause) throws IOException {
        Spool spool = services.spool();
        String id = spool.newId();
        Instant now = services.clock().instant();
        Envelope envelope = new Envelope(
                id,
                message.returnPath(),
                Map.of(),
                recipients.stream()
                        .map(address -> new Envelope.To(address, Map.of()))
                        .toList(),
                now,
                Origin.LOCAL,
                Map.of());
        try (Spool.Collector collector = spool.collector()) {
            message.body().writeTo(collector.output());
            Spooled spooled = spool.accept(envelope, header(id, now, services, context), collector.content());
            DeliveryLog.submitted(services.log(), spooled, cause);
            return spooled;
        }
    }

    private List<Header> header(String id, Instant now, Services services, Context context) throws IOException {
        String host = Names.primaryHostname(context);
        List<Header> header = new ArrayList<>();
        header.add(new Header("Received: from " + login(services) + " by " + host + " with local (Postern)\r\n\tid "
                + id + "; " + Dates.text(now) + "\r\n"));
        header.addAll(message.headers());
        if (isMissing("From")) {
            header.add(Header.of("From", from(services, context)));
        }
        if (isMissing("Date")) {
            header.add(Header.of("Date", Dates.text(now)));
        }
        if (isMissing("Message-Id")) {
            header.add(Header.of("Message-Id", "<E" + id + "@" + host + ">"));
        }
        return header;
    }

    private boolean isMissing(String name) {
        return message.headers().stream().noneMatch(header -> header.is(name));
    }

    private String login(Services services) throws IOException {
        return account(services).map(Accounts.User::name).orElseGet(() -> Integer.toUnsignedString(uid));
    }

    private Optional<Accounts.User> account(Services services) throws IOException {
        return services.surroundings().accounts().user(uid);
    }

    private String from(Services services, Context context) throws IOException {
        String address = login(services) + "@" + Names.qualifyDomain(context);
        String name = account(services)
                .map(user -> user.gecos().split(",", 2)[0].strip())
                .orElse("");
        boolean plain = !name.isEmpty()
                && StandardCharsets.US_ASCII.newEncoder().canEncode(name)
                && name.chars().noneMatch(c -> c < ' ' || "()<>[]:;@\\,.\"".indexOf(c) >= 0);
        return plain ? name + " <" + address + ">" : address;
    }
}
