package org.postern.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Submissions;

/// Keeps what the server is to send; refuses everything if told so.
public final class FakeSubmissions implements Submissions {
    /// A message and whom it is for.
    public record Submitted(Outgoing message, List<Address> recipients) {
        /// Header, empty line, body.
        public String text() {
            try {
                StringBuilder text = new StringBuilder();
                message.headers().stream().map(Header::text).forEach(text::append);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                message.body().writeTo(body);
                return text + "\r\n" + body.toString(StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /// The value of the first field of this name, or the empty string.
        public String field(String name) {
            return message.headers().stream()
                    .filter(header -> header.is(name))
                    .map(Header::value)
                    .findFirst()
                    .orElse("");
        }

        /// Whom it is for.
        public String to() {
            return recipients.toString();
        }
    }

    private final List<Submitted> submitted = new ArrayList<>();
    private boolean refuses;

    /// One that refuses nothing yet.
    public FakeSubmissions() {}

    /// Whether it refuses from now on.
    public void refuse(boolean is) {
        refuses = is;
    }

    /// What has been handed over.
    public List<Submitted> submitted() {
        return List.copyOf(submitted);
    }

    @Override
    public String submit(Outgoing message, List<Address> recipients) throws IOException {
        if (refuses) {
            throw new IOException("the spool is full");
        }
        submitted.add(new Submitted(message, recipients));
        return "id" + submitted.size();
    }
}
