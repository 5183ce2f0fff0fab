package org.postern.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Identity;
import org.postern.core.MailContext;
import org.postern.core.State.Slots;
import org.postern.spi.Authenticator;
import org.postern.spi.Contribution;
import org.postern.spi.OutgoingFilter;

/// A batch on its way through its transport. Confined to the thread of the batch.
final class BatchDelivery implements Delivery {
    private final Batch batch;
    private final SpooledMessage message;
    private final MailContext base;
    private final MailContext first;
    private final List<Host> hosts;
    private final Services services;
    private final BiConsumer<Host, String> deferredHosts;
    private final List<Submission> submissions = new ArrayList<>(0);
    private Address returnPath = Address.NULL;
    private Identity identity;
    private String directory = "/";
    private Optional<Outgoing> outgoing = Optional.empty();

    BatchDelivery(
            Batch batch,
            SpooledMessage message,
            MailContext base,
            List<Host> hosts,
            Services services,
            BiConsumer<Host, String> deferredHosts) {
        this.batch = batch;
        this.message = message;
        this.base = base;
        this.first = narrow(base, batch.addressees().getFirst());
        this.hosts = hosts;
        this.services = services;
        this.deferredHosts = deferredHosts;
        this.identity = services.surroundings().identities().own();
    }

    private static MailContext narrow(MailContext base, Addressee addressee) {
        return base.with(addressee, addressee.slots());
    }

    @Override
    public Context context() {
        return first;
    }

    @Override
    public Context context(Host host) {
        return first.to(host);
    }

    @Override
    public Context context(Recipient recipient) {
        return recipient instanceof Addressee addressee ? narrow(base, addressee) : base.with(recipient, new Slots());
    }

    @Override
    public Message message() {
        return message;
    }

    @Override
    public List<Recipient> recipients() {
        return List.copyOf(batch.addressees());
    }

    @Override
    public List<Host> hosts() {
        return hosts;
    }

    @Override
    public Outgoing outgoing() throws IOException, ExpansionException {
        if (outgoing.isEmpty()) {
            TransportBlock transport = batch.transport();
            outgoing = Optional.of(filtered(new Outgoing(
                    returnPath,
                    transport.bodyOnly() ? List.of() : headers(),
                    transport.headersOnly() ? Bytes.EMPTY : message.content())));
        }
        return outgoing.get();
    }

    /// Finds the return path, once; recipients show it as `$return_path`, and before that what it would be
    /// without the option of the transport. For a local delivery, finds also as whom and where it runs.
    void begin() throws IOException, ExpansionException {
        findReturnPath();
        if (!batch.transport().isRemote()) {
            findHome();
            identity = LocalUser.of(batch, services.surroundings(), first);
        }
    }

    private void findHome() throws ExpansionException {
        Optional<Expression> home = batch.transport().homeDirectory();
        if (home.isPresent()) {
            Text own = home.get().expand(first);
            batch.addressees().forEach(addressee -> addressee.home(own));
        }
        Optional<Expression> current = batch.transport().currentDirectory();
        Addressee leader = batch.addressees().getFirst();
        Optional<Text> found = current.isPresent()
                ? Optional.of(current.get().expand(first))
                : leader.currentDirectory().or(() -> leader.fact("home"));
        directory = found.map(Text::value).filter(text -> !text.isEmpty()).orElse("/");
        if (!directory.startsWith("/")) {
            throw ExpansionException.error("current directory \"" + directory + "\" for "
                    + batch.transport().name() + " transport is not absolute");
        }
    }

    private void findReturnPath() throws ExpansionException {
        Addressee leader = batch.addressees().getFirst();
        setReturnPath(batch.errorsTo()
                .or(() -> leader.forwarded().map(NewSender::address))
                .orElseGet(message::sender));
        if (batch.transport().returnPath().isEmpty()) {
            return;
        }
        try {
            String text = batch.transport().returnPath().get().expand(first).value();
            setReturnPath(Addresses.parse(text)
                    .orElseThrow(() -> ExpansionException.error("return_path: not an address: " + text)));
        } catch (ExpansionException e) {
            if (!e.forced()) {
                throw e;
            }
        }
    }

    private void setReturnPath(Address path) {
        returnPath = path;
        batch.addressees().forEach(addressee -> addressee.returnPath(path));
    }

    private List<Header> headers() throws ExpansionException {
        TransportBlock transport = batch.transport();
        if (transport.leavesHeaderAlone() && batch.edits().isEmpty()) {
            return message.headers();
        }
        HeaderEdits own = HeaderEdits.expand(transport.headersRemove(), transport.headersAdd(), first);
        // What the transport itself adds is not rewritten.
        HeaderEdits edits = batch.edits().and(new HeaderEdits(own.removed(), List.of()));
        List<Header> headers = new ArrayList<>();
        if (transport.returnPathAdd()) {
            headers.add(Header.of("Return-path", "<" + returnPath + ">"));
        }
        if (transport.envelopeToAdd()) {
            headers.add(new Header("Envelope-to: " + envelopeTo() + "\r\n"));
        }
        if (transport.deliveryDateAdd()) {
            headers.add(Header.of("Delivery-date", Dates.text(first.now())));
        }
        headers.addAll(transport.headersRewrite().headers(edits.apply(message.headers()), first));
        headers.addAll(own.added());
        return headers;
    }

    private String envelopeTo() {
        List<String> originals = batch.addressees().stream()
                .map(addressee -> addressee.root().given().toString())
                .distinct()
                .toList();
        return String.join(",\r\n ", originals);
    }

    private Outgoing filtered(Outgoing unfiltered) throws IOException, ExpansionException {
        Outgoing current = unfiltered;
        for (OutgoingFilter filter : batch.transport().filters()) {
            try {
                current = filter.filter(current, this, batch.transport().settings());
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                new Faults(services.log(), message.id(), services.snapshots()::plugins).blame(filter, e);
                throw new IOException("filter " + filter.name() + " failed: " + e, e);
            }
        }
        return current;
    }

    @Override
    public Optional<String> fallbackHosts() {
        return batch.addressees().getFirst().fallbackHosts();
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
    public void submit(Outgoing other, List<Address> recipients) {
        submissions.add(new Submission(other, recipients, identity.uid()));
    }

    /// What the transport has sent.
    List<Submission> submissions() {
        return submissions;
    }

    @Override
    public Map<String, Authenticator> authenticators() {
        Map<String, Authenticator> all = new LinkedHashMap<>();
        base.policy().authenticators().forEach(block -> all.put(block.name(), block.instance()));
        return all;
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return base.policy().contributions(kind);
    }

    @Override
    public void hostDeferred(Host host, String reason) {
        deferredHosts.accept(host, reason);
    }
}
