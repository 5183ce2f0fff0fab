package org.postern.queuefile;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postern.api.Text;
import org.postern.api.mail.AclVariables;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Recipient;
import org.postern.api.mail.Submitter;
import org.postern.api.system.Identity;
import org.postern.queuefile.HeaderFile.Field;
import org.postern.queuefile.HeaderFile.Item;

/// What the `-H` file says of a message that is put out to some of its recipients. The others are not in the
/// file: whoever takes it up owes them nothing.
///
/// @param message the message
/// @param recipients at least one
/// @param own as whom the server works
record Departing(Message message, List<Recipient> recipients, Identity own) {
    /// State of this server that does not go with the message, or that has a line of its own.
    private static final Set<String> NOT_SENT = Set.of(
            AclVariables.MESSAGE.toString(),
            Controls.UTF8.toString(),
            Controls.FREEZE.toString(),
            Controls.QUEUE.toString(),
            Controls.QUEUE_NAME.toString(),
            Submitter.SLOT.toString());

    private static final Set<String> KNOWN_PARAMETERS = Set.of("ENVID", "RET", "SMTPUTF8", "SIZE");

    Departing {
        recipients = List.copyOf(recipients);
    }

    /// The id in the names of the files. If the message goes to others elsewhere, they have another.
    String id(int length) {
        Set<String> addresses = recipients.stream().map(Departing::address).collect(Collectors.toSet());
        Set<String> all = message.recipients().stream().map(Departing::address).collect(Collectors.toSet());
        boolean whole = all.isEmpty() || addresses.equals(all);
        return SpoolId.of(message.id(), length, whole ? "" : String.join(" ", new java.util.TreeSet<>(addresses)));
    }

    HeaderFile file(int idLength, BodyCount body) {
        Instant received = message.received();
        return new HeaderFile(
                id(idLength),
                new HeaderFile.Submitter(login(), own.uid(), own.gid()),
                message.sender().toString(),
                received.getEpochSecond(),
                0,
                items(body),
                Set.of(),
                recipients.stream().map(this::recipient).toList(),
                message.headers().stream().map(Departing::field).toList());
    }

    private static String login() {
        String name = System.getProperty("user.name", "");
        return name.isEmpty() ? "postern" : name;
    }

    private List<Item> items(BodyCount body) {
        Items items = new Items();
        items.trusted(
                "received_time_usec", String.format(".%06d", message.received().get(ChronoField.MICRO_OF_SECOND)));
        origin(items);
        variables(items);
        items.trusted("body_linecount", Long.toString(body.lines()));
        items.trusted("max_received_linelength", Long.toString(body.longest()));
        if (body.zeros() > 0) {
            items.trusted("body_zerocount", Long.toString(body.zeros()));
        }
        items.tainted("auth_id", message.origin().authenticatedId());
        items.tainted("auth_sender", submitter().authenticatedSender());
        items.flag("deliver_firsttime", true);
        items.flag("local", message.origin().client().isEmpty());
        items.trusted("tls_cipher", message.origin().tlsCipher());
        items.flag("smtputf8", stored(Controls.UTF8.toString()).equals("true"));
        items.tainted("dsn_envid", message.parameters().getOrDefault("ENVID", ""));
        items.trusted("dsn_ret", returned());
        PrivateItems.parameters(without(message.parameters(), KNOWN_PARAMETERS)).forEach(items::add);
        PrivateItems.state(without(message.stored(), NOT_SENT)).forEach(items::add);
        return items.all();
    }

    private void origin(Items items) {
        Origin origin = message.origin();
        items.tainted("helo_name", origin.helo());
        origin.client().ifPresent(client -> items.tainted("host_address", socket(client)));
        items.tainted("host_name", origin.clientName());
        items.trusted("host_auth", submitter().authenticator());
        origin.local().ifPresent(local -> items.trusted("interface_address", socket(local)));
        items.tainted("ident", submitter().ident());
        items.trusted("received_protocol", origin.protocol());
    }

    private void variables(Items items) {
        Map<String, Text> values =
                AclVariables.MESSAGE.codec().orElseThrow().decode().apply(stored(AclVariables.MESSAGE.toString()));
        new TreeMap<>(values)
                .forEach((name, value) -> items.add(
                        new Item("aclm " + name.substring("acl_m".length()), value.value(), value.tainted())));
    }

    private String returned() {
        return switch (message.parameters().getOrDefault("RET", "").toUpperCase(Locale.ROOT)) {
            case "FULL" -> "1";
            case "HDRS" -> "2";
            default -> "";
        };
    }

    private Submitter submitter() {
        String line = stored(Submitter.SLOT.toString());
        return line.isEmpty()
                ? Submitter.NOBODY
                : Submitter.SLOT.codec().orElseThrow().decode().apply(line);
    }

    private String stored(String slot) {
        return message.stored().getOrDefault(slot, "");
    }

    private static Map<String, String> without(Map<String, String> map, Set<String> keys) {
        Map<String, String> rest = new TreeMap<>(map);
        rest.keySet().removeAll(keys);
        return rest;
    }

    private static String socket(InetSocketAddress socket) {
        return "[" + socket.getAddress().getHostAddress() + "]:" + socket.getPort();
    }

    /// The address with its prefix and suffix.
    private static String address(Recipient recipient) {
        Address address = recipient.address();
        String local =
                fact(recipient, "local_part_prefix") + address.localPart() + fact(recipient, "local_part_suffix");
        return address.withLocalPart(local).toString();
    }

    private static String fact(Recipient recipient, String name) {
        return recipient.fact(name).map(Text::value).orElse("");
    }

    private HeaderFile.Recipient recipient(Recipient recipient) {
        Map<String, String> parameters = recipient.parameters();
        String returnPath = fact(recipient, "return_path");
        return new HeaderFile.Recipient(
                address(recipient),
                returnPath.equals(message.sender().toString()) ? "" : returnPath,
                -1,
                parameters.getOrDefault("ORCPT", ""),
                Notify.bits(parameters.getOrDefault("NOTIFY", "")));
    }

    private static Field field(Header header) {
        return new Field(FieldType.of(header), header.text().replace("\r\n", "\n"));
    }

    /// Items in order; those without a value are left out.
    private static final class Items {
        private final List<Item> all = new ArrayList<>();

        void trusted(String name, String value) {
            if (!value.isEmpty()) {
                add(new Item(name, value, false));
            }
        }

        void tainted(String name, String value) {
            if (!value.isEmpty()) {
                add(new Item(name, value, true));
            }
        }

        void flag(String name, boolean is) {
            if (is) {
                add(new Item(name, "", false));
            }
        }

        void add(Item item) {
            all.add(item);
        }

        List<Item> all() {
            return List.copyOf(all);
        }
    }
}
