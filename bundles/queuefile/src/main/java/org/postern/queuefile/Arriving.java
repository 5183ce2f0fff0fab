package org.postern.queuefile;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.mail.AclVariables;
import org.postern.api.mail.Address;
import org.postern.api.mail.Arrival;
import org.postern.api.mail.Content;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Submitter;
import org.postern.queuefile.HeaderFile.Field;
import org.postern.queuefile.HeaderFile.Item;
import org.postern.queuefile.HeaderFile.Recipient;

/// The message that a `-H` file tells of.
///
/// @param file the file
/// @param delivered the addresses of the journal (`-J`): they are done, too
record Arriving(HeaderFile file, Set<String> delivered) {
    private static final String DONT_DELIVER = "N";
    private static final int MICROS = 6;
    private static final int NANOS_IN_MICRO = 1000;

    /// @param source where it comes from, for the log
    Arrival arrival(String source, Content body, List<Path> originals) throws BrokenFile {
        if (file.item(DONT_DELIVER).isPresent()) {
            throw new BrokenFile("it has -N: its delivery is only to be played");
        }
        if (file.recipients().isEmpty()) {
            throw new BrokenFile("it has no recipients");
        }
        Set<String> done = new HashSet<>();
        file.done().forEach(address -> done.add(key(address)));
        delivered.forEach(address -> done.add(key(address)));
        return new Arrival(
                source,
                EnvelopeAddress.of(file.sender()),
                parameters(),
                recipients(),
                done,
                received(),
                file.warnings(),
                frozen(),
                origin(),
                state(),
                headers(),
                body,
                originals);
    }

    /// As this server would write it.
    private static String key(String address) {
        return address.startsWith("\\") ? address : EnvelopeAddress.of(address).toString();
    }

    private Instant received() {
        String usec = value("received_time_usec");
        boolean known = usec.length() == MICROS + 1 && usec.substring(1).chars().allMatch(c -> c >= '0' && c <= '9');
        long nanos = known ? Long.parseLong(usec.substring(1)) * NANOS_IN_MICRO : 0;
        return Instant.ofEpochSecond(file.received(), nanos);
    }

    private Optional<Instant> frozen() throws BrokenFile {
        Optional<String> since = file.item("frozen");
        if (since.isEmpty()) {
            return Optional.empty();
        }
        if (!since.get().matches("\\d{1,12}")) {
            throw new BrokenFile("the time cannot be read since when it is frozen");
        }
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(since.get())));
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new HashMap<>(PrivateItems.parametersOf(file.items()));
        put(parameters, "ENVID", value("dsn_envid"));
        switch (value("dsn_ret")) {
            case "1" -> parameters.put("RET", "FULL");
            case "2" -> parameters.put("RET", "HDRS");
            default -> {}
        }
        if (has("smtputf8")) {
            parameters.put("SMTPUTF8", "");
        }
        return parameters;
    }

    private List<Arrival.To> recipients() {
        List<Arrival.To> recipients = new ArrayList<>();
        for (Recipient recipient : file.recipients()) {
            Map<String, String> parameters = new HashMap<>();
            put(parameters, "ORCPT", recipient.originalRecipient());
            put(parameters, "NOTIFY", Notify.value(recipient.wishes()));
            Optional<Address> errorsTo = Optional.of(recipient.errorsTo())
                    .filter(text -> !text.isEmpty())
                    .map(EnvelopeAddress::of);
            recipients.add(new Arrival.To(EnvelopeAddress.of(recipient.address()), parameters, errorsTo));
        }
        return recipients;
    }

    private Origin origin() {
        String protocol = value("received_protocol");
        return new Origin(
                SocketText.parse(value("host_address")),
                value("host_name"),
                SocketText.parse(value("interface_address")),
                value("helo_name"),
                protocol.isEmpty() ? Origin.LOCAL.protocol() : protocol,
                value("auth_id"),
                value("tls_cipher"));
    }

    private Map<String, String> state() {
        Map<String, String> state = new HashMap<>(PrivateItems.stateOf(file.items()));
        Map<String, Text> variables = new HashMap<>();
        for (Item item : file.items()) {
            if (item.name().startsWith("aclm ")) {
                variables.put(
                        "acl_m" + item.name().substring("aclm ".length()), new Text(item.value(), item.tainted()));
            }
        }
        if (!variables.isEmpty()) {
            store(AclVariables.MESSAGE, Map.copyOf(variables), state);
        }
        if (has("smtputf8")) {
            store(Controls.UTF8, true, state);
        }
        Submitter submitter = new Submitter(value("ident"), value("host_auth"), value("auth_sender"));
        if (!submitter.equals(Submitter.NOBODY)) {
            store(Submitter.SLOT, submitter, state);
        }
        return state;
    }

    private static <T> void store(Slot<T> slot, T value, Map<String, String> state) {
        state.put(slot.toString(), slot.codec().orElseThrow().encode().apply(value));
    }

    private List<Header> headers() throws BrokenFile {
        List<Header> headers = new ArrayList<>();
        for (Field field : file.fields()) {
            if (field.type() != Field.DELETED) {
                headers.add(header(field));
            }
        }
        return headers;
    }

    /// A field is one field: its lines after the first are folds.
    private static Header header(Field field) throws BrokenFile {
        String text = field.text().replace("\r\n", "\n").replace('\r', ' ');
        for (int end = text.indexOf('\n'); end < text.length() - 1; end = text.indexOf('\n', end + 1)) {
            char next = text.charAt(end + 1);
            if (next != ' ' && next != '\t') {
                throw new BrokenFile("a header field is more than one");
            }
        }
        if (text.indexOf(':') < 1) {
            throw new BrokenFile("a header field has no name");
        }
        return new Header(text.replace("\n", "\r\n"));
    }

    private static void put(Map<String, String> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private boolean has(String item) {
        return file.item(item).isPresent();
    }

    private String value(String item) {
        return file.item(item).orElse("");
    }
}
