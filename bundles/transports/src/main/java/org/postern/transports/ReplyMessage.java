package org.postern.transports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// The message that answers another (RFC 3834).
///
/// @param settings the options of the transport
/// @param reply what it is made of
/// @param delivery the delivery of the message that it answers
/// @param context what is known of that
record ReplyMessage(Settings settings, AutoReply reply, Delivery delivery, Context context) {
    private static final int MAX_REFERENCES = 12;
    private static final int LARGEST_FILE = 1 << 20;
    private static final int RETURNED = 100 << 10;

    Outgoing make() throws IOException, ExpansionException {
        StringBuilder text = new StringBuilder(line(part("text")));
        text.append(line(file()));
        if (reply.returnMessage()) {
            returned(text);
        }
        return new Outgoing(Address.NULL, header(), TextBody.of(text.toString()));
    }

    private String part(String name) {
        return reply.part(name).map(Text::value).orElse("");
    }

    private static String line(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private List<Header> header() {
        List<Header> header = new ArrayList<>();
        add(header, "From", "from");
        add(header, "Reply-To", "reply_to");
        add(header, "To", "to");
        add(header, "Cc", "cc");
        add(header, "Subject", "subject");
        Optional<String> messageId = field("Message-ID");
        messageId.ifPresent(id -> header.add(Header.of("In-Reply-To", id)));
        references(messageId).ifPresent(references -> header.add(Header.of("References", references)));
        header.add(Header.of("Auto-Submitted", "auto-replied"));
        header.addAll(HeaderLines.fields(part("headers")));
        return header;
    }

    private void add(List<Header> header, String name, String part) {
        String value = part(part);
        if (!value.isEmpty()) {
            header.add(Header.of(name, value));
        }
    }

    private Optional<String> field(String name) {
        return delivery.message().headers().stream()
                .filter(header -> header.is(name))
                .map(Header::value)
                .findFirst();
    }

    /// Those of the message, or what it answers, with its own id at the end (RFC 5322, 3.6.4); the first
    /// and the last if they are many.
    private Optional<String> references(Optional<String> messageId) {
        List<String> ids = new ArrayList<>();
        field("References").or(() -> field("In-Reply-To")).ifPresent(known -> {
            for (String id : known.strip().split("\\s+", -1)) {
                if (id.startsWith("<") && id.endsWith(">")) {
                    ids.add(id);
                }
            }
        });
        messageId.ifPresent(ids::add);
        while (ids.size() > MAX_REFERENCES) {
            ids.remove(1);
        }
        return ids.isEmpty() ? Optional.empty() : Optional.of(String.join("\n ", ids));
    }

    private String file() throws IOException, ExpansionException {
        Optional<Text> name = reply.part("file").filter(text -> !text.isEmpty());
        if (name.isEmpty()) {
            return "";
        }
        Path path = ReplyLog.path(name.get(), "file", settings);
        String content;
        try {
            content = delivery.identity().call(() -> read(path));
        } catch (IOException e) {
            if (settings.get(AutoreplyOptions.FILE_OPTIONAL)) {
                return "";
            }
            throw new LocalTrouble("Failed to open file " + path + " when sending message from " + settings.name()
                    + " transport: " + LocalTrouble.describe(e));
        }
        return reply.expandFile() ? expanded(content) : content;
    }

    private static String read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IOException("larger than " + LARGEST_FILE + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    /// Line by line, as the file is read.
    private String expanded(String content) throws IOException, ExpansionException {
        StringBuilder result = new StringBuilder();
        for (String one : content.lines().toList()) {
            try {
                result.append(context.compiler().expression(one).expand(context).value());
            } catch (ConfigException e) {
                throw new LocalTrouble("expansion of \"" + one + "\" failed: " + e.getMessage());
            }
            result.append('\n');
        }
        return result.toString();
    }

    private void returned(StringBuilder text) throws IOException, ExpansionException {
        Outgoing message = delivery.outgoing();
        text.append("\n------ The message that this answers:\n\n");
        for (Header header : message.headers()) {
            text.append(header.text().replace("\r\n", "\n"));
        }
        text.append('\n');
        long limit = limit();
        try (InputStream in = message.body().open()) {
            text.append(new String(in.readNBytes((int) Math.min(limit, Integer.MAX_VALUE)), StandardCharsets.ISO_8859_1)
                    .replace("\r\n", "\n"));
        }
        if (message.body().size() > limit) {
            text.append("\n------ The rest is left out.\n");
        }
    }

    private long limit() throws ExpansionException {
        String limit =
                context.variable("bounce_return_size_limit").map(Text::value).orElse("");
        return limit.matches("\\d{1,12}") && !limit.equals("0") ? Long.parseLong(limit) : RETURNED;
    }
}
