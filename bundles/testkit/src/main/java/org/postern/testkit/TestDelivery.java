package org.postern.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Host;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Identity;
import org.postern.spi.Authenticator;
import org.postern.spi.Contribution;

/// One message on its way to the recipients and hosts that a test names: from `sender@example.com`, with the
/// field `Subject: hello` and the body `Hello`, unless it says so. Confined to one thread.
public final class TestDelivery implements Delivery {
    private final TestContext context = TestContext.create().variable("primary_hostname", "mail.example.org");
    private final List<String> deferredHosts = new ArrayList<>();
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private final List<Submitted> submitted = new ArrayList<>();
    private Identity identity = self();
    private String directory = "/";
    private final List<Contribution> contributions = new ArrayList<>();
    private final Map<String, Authenticator> authenticators = new LinkedHashMap<>();
    private final List<Header> headers = new ArrayList<>(List.of(new Header("Subject: hello\r\n")));
    private TestMessage message = TestMessage.from("sender@example.com");
    private Content body = TestMessage.content("Hello\r\n");
    private Address returnPath = new Address("sender", "example.com");

    private TestDelivery() {}

    /// The user that runs the test.
    private static Identity self() {
        try {
            Path process = Path.of("/proc/self");
            return new Identity.Own((Integer) Files.getAttribute(process, "unix:uid"), (Integer)
                    Files.getAttribute(process, "unix:gid"));
        } catch (IOException | UnsupportedOperationException _) {
            return new Identity.Own(0, 0); // not Linux: nothing there looks at it
        }
    }

    /// A delivery to these recipients.
    public static TestDelivery to(String... addresses) {
        TestDelivery delivery = new TestDelivery();
        for (String address : addresses) {
            delivery.recipient(TestRecipient.of(address));
        }
        return delivery;
    }

    /// To this recipient as well.
    public TestDelivery recipient(Recipient other) {
        recipients.add(other);
        return this;
    }

    /// The message as it was received, if more than its sender counts.
    public TestDelivery message(TestMessage other) {
        message = other;
        return this;
    }

    /// The message came with a parameter of MAIL.
    public TestDelivery parameter(String keyword, String value) {
        message = message.parameter(keyword, value);
        return this;
    }

    /// With one more header field.
    public TestDelivery header(String name, String value) {
        headers.add(Header.of(name, value));
        return this;
    }

    /// With this body; each `char` is a byte.
    public TestDelivery body(String text) {
        return body(TestMessage.content(text));
    }

    /// With this body.
    public TestDelivery body(Content other) {
        body = other;
        return this;
    }

    /// With this envelope sender.
    public TestDelivery returnPath(Address other) {
        returnPath = other;
        return this;
    }

    /// To these hosts.
    public TestDelivery via(Host... others) {
        hosts.addAll(List.of(others));
        return this;
    }

    /// With what a plugin contributes.
    public TestDelivery with(Contribution contribution) {
        contributions.add(contribution);
        return this;
    }

    /// With an authenticator.
    public TestDelivery with(String name, Authenticator authenticator) {
        authenticators.put(name, authenticator);
        return this;
    }

    /// A body of which nothing but a first byte can be had: then `trouble` is thrown.
    public static Content broken(String trouble) {
        return new Content() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException(trouble);
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write('x');
                throw new IOException(trouble);
            }
        };
    }

    /// As this user, in place of the one that runs the test.
    public TestDelivery as(Identity other) {
        identity = other;
        return this;
    }

    /// With programs that start in this directory, in place of `/`.
    public TestDelivery in(String other) {
        directory = other;
        return this;
    }

    /// The messages that the transport had sent.
    public List<Submitted> submitted() {
        return List.copyOf(submitted);
    }

    /// A message that a transport had sent.
    ///
    /// @param message the message
    /// @param recipients to whom
    public record Submitted(Outgoing message, List<Address> recipients) {
        /// Header, an empty line, body; lines end with LF.
        public String text() throws IOException {
            StringBuilder text = new StringBuilder();
            message.headers().forEach(header -> text.append(header.text()));
            try (InputStream in = message.body().open()) {
                text.append("\r\n").append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
            return text.toString().replace("\r\n", "\n");
        }
    }

    /// One of the recipients.
    public Recipient recipient(int index) {
        return recipients.get(index);
    }

    /// The hosts that were said to be deferred, each with the reason.
    public List<String> deferredHosts() {
        return List.copyOf(deferredHosts);
    }

    @Override
    public TestContext context() {
        return context;
    }

    @Override
    public TestContext context(Recipient recipient) {
        return context;
    }

    @Override
    public TestMessage message() {
        return message;
    }

    @Override
    public List<Recipient> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    @Override
    public Outgoing outgoing() {
        return new Outgoing(returnPath, headers, body);
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public String directory() {
        return directory;
    }

    @Override
    public void submit(Outgoing other, List<Address> to) {
        submitted.add(new Submitted(other, to));
    }

    @Override
    public Map<String, Authenticator> authenticators() {
        return authenticators;
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return contributions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void hostDeferred(Host host, String reason) {
        deferredHosts.add(host.name() + ": " + reason);
    }
}
