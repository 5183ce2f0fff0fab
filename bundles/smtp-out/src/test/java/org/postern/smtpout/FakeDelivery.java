package org.postern.smtpout;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.spi.Contribution;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;

/// One message on its way to the recipients and hosts that the test names.
final class FakeDelivery implements Delivery {
    final TestContext context = TestContext.create().variable("primary_hostname", "mail.example.org");
    final List<String> deferredHosts = new ArrayList<>();
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private final List<Contribution> contributions = new ArrayList<>();
    private TestMessage message = TestMessage.from("sender@example.com");
    private Content body = TestMessage.content("Hello\r\n");
    private Address returnPath = new Address("sender", "example.com");

    static FakeDelivery to(String... addresses) {
        FakeDelivery delivery = new FakeDelivery();
        for (String address : addresses) {
            delivery.recipients.add(TestRecipient.of(address));
        }
        return delivery;
    }

    FakeDelivery recipient(Recipient other) {
        recipients.add(other);
        return this;
    }

    FakeDelivery body(String text) {
        return body(TestMessage.content(text));
    }

    FakeDelivery body(Content other) {
        body = other;
        return this;
    }

    FakeDelivery returnPath(Address other) {
        returnPath = other;
        return this;
    }

    FakeDelivery parameter(String keyword, String value) {
        message = message.parameter(keyword, value);
        return this;
    }

    FakeDelivery via(Host... others) {
        hosts.addAll(List.of(others));
        return this;
    }

    FakeDelivery via(FakeServer server) {
        return via(server.host());
    }

    FakeDelivery with(Contribution contribution) {
        contributions.add(contribution);
        return this;
    }

    static Host host(String name, int port) {
        return Host.of(name, InetAddress.getLoopbackAddress()).withPort(port);
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public Context context(Recipient recipient) {
        return context;
    }

    @Override
    public Message message() {
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
    public Outgoing outgoing() throws IOException {
        return new Outgoing(returnPath, List.of(new Header("Subject: hello\r\n")), body);
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
