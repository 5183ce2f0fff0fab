package org.postern.transports;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/// One message on its way to the recipients and hosts that the test names.
final class FakeDelivery implements Delivery {
    static final Instant RECEIVED = Instant.ofEpochSecond(1_700_000_000);
    static final String ID = "1r31Dp-000000003Gx-1abc";

    final FakeContext context = new FakeContext();
    final List<String> deferredHosts = new ArrayList<>();
    private final List<Recipient> recipients = new ArrayList<>();
    private final List<Host> hosts = new ArrayList<>();
    private final List<Contribution> contributions = new ArrayList<>();
    private Content body = FakeContent.of("Hello\r\n");
    private Address sender = new Address("sender", "example.com");
    private Map<String, String> parameters = Map.of();
    private String id = ID;

    static FakeDelivery to(String... addresses) {
        FakeDelivery delivery = new FakeDelivery();
        for (String address : addresses) {
            delivery.recipients.add(FakeRecipient.of(address));
        }
        return delivery;
    }

    FakeDelivery id(String other) {
        id = other;
        return this;
    }

    FakeDelivery body(String text) {
        return body(FakeContent.of(text));
    }

    FakeDelivery body(Content other) {
        body = other;
        return this;
    }

    FakeDelivery from(Address other) {
        sender = other;
        return this;
    }

    FakeDelivery parameters(Map<String, String> other) {
        parameters = other;
        return this;
    }

    FakeDelivery via(Host... others) {
        hosts.addAll(List.of(others));
        return this;
    }

    FakeDelivery with(Contribution contribution) {
        contributions.add(contribution);
        return this;
    }

    Recipient recipient(int index) {
        return recipients.get(index);
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
        return new FakeMessage(id, outgoing(), recipients, parameters);
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
        return new Outgoing(sender, List.of(new Header("Subject: hello\r\n")), body);
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return contributions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void hostDeferred(Host host, String reason) {
        deferredHosts.add(host + ": " + reason);
    }
}
