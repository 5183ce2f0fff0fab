package org.postern.kernel;

import java.util.Comparator;
import java.util.List;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;

/// The line that the log has of a message that was accepted (`<=`).
final class ArrivalLine {
    private final Transaction message;
    private final Client client;
    private final List<ArrivalTag> tags;
    private final boolean faked;

    /// @param tags what plugins add
    /// @param faked whether the client was told that the message was refused
    ArrivalLine(Transaction message, Client client, List<ArrivalTag> tags, boolean faked) {
        this.tags = tags;
        this.faked = faked;
        this.message = message;
        this.client = client;
    }

    @Override
    public String toString() {
        Origin origin = message.origin();
        StringBuilder line = new StringBuilder(160).append(faked ? "(= " : "<= ");
        line.append(message.sender().isNull() ? "<>" : message.sender().toString());
        line.append(' ').append(client.logText());
        line.append(client.shows("connection_id") ? " Ci=" + client.id() : "");
        line.append(" P=").append(origin.protocol());
        tags(line, ArrivalTag.Place.OF_PROTOCOL);
        line.append(client.tlsFields());
        if (!client.authenticator().isEmpty()) {
            line.append(" A=").append(client.authenticator());
            line.append(origin.authenticatedId().isEmpty() ? "" : ":" + origin.authenticatedId());
            String vouched = client.submitter().authenticatedSender();
            line.append(client.shows("smtp_mailauth") && !vouched.isEmpty() ? ":" + vouched : "");
        }
        tags(line, ArrivalTag.Place.OF_SESSION);
        line.append(" S=").append(message.size());
        tags(line, ArrivalTag.Place.OF_MESSAGE);
        message.messageId().ifPresent(id -> line.append(" id=").append(id.replaceAll("^<|>$", "")));
        if (client.shows("subject")) {
            subject(line);
        }
        if (client.shows("received_sender")) {
            line.append(" from <").append(message.sender()).append('>');
        }
        if (client.shows("received_recipients") && !message.to().isEmpty()) {
            line.append(" for");
            message.to().forEach(to -> line.append(' ').append(to.address()));
        }
        return line.toString();
    }

    private void tags(StringBuilder line, ArrivalTag.Place place) {
        tags.stream()
                .filter(tag -> tag.place() == place)
                .sorted(Comparator.comparingInt(ArrivalTag::order))
                .filter(tag -> tag.selector().isEmpty() || client.shows(tag.selector()))
                .forEach(tag -> line.append(' ').append(tag.text()));
    }

    private void subject(StringBuilder line) {
        for (Header header : message.headers()) {
            if (header.is("subject")) {
                String text = header.value().replaceAll("[\\r\\n]+", "");
                line.append(" T=\"")
                        .append(text.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
                return;
            }
        }
    }
}
