package org.postern.kernel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.ProtocolTag;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.core.Envelope;
import org.postern.core.Rewriting;
import org.postern.core.State.Slots;

/// The message that a session is receiving, from MAIL to the end of the transaction.
final class Transaction implements Message {
    private static final Set<String> TRACE = Set.of("received", "return-path", "delivered-to");

    private final String id;
    private Address sender;
    private boolean senderRewritten;
    private final Map<String, String> parameters;
    private final Origin arrived;
    private Origin origin;
    private final Instant received;
    private final List<To> recipients = new ArrayList<>();
    private final List<Added> added = new ArrayList<>();
    private final Set<String> removed = new TreeSet<>();
    private List<Header> headers = List.of();
    private final Set<Header> own = Collections.newSetFromMap(new IdentityHashMap<>());
    private Optional<Content> body = Optional.empty();
    private Optional<String> messageId = Optional.empty();
    private long size;
    private Optional<Discarded> discarded = Optional.empty();
    private boolean discardedRecipients;
    private Phase recipientsDiscardedBy = Phase.RCPT;
    private int refusedRecipients;
    private int deferredRecipients;
    private int recipientCommands;

    Transaction(String id, Address sender, Map<String, String> parameters, Origin origin, Instant received) {
        this.id = id;
        this.sender = sender;
        this.parameters = Map.copyOf(parameters);
        this.arrived = origin;
        this.origin = origin;
        this.received = received;
        this.size = announced(parameters);
    }

    private static long announced(Map<String, String> parameters) {
        String announced = parameters.getOrDefault("SIZE", "");
        return !announced.matches("\\d{1,18}") ? 0 : Long.parseLong(announced);
    }

    /// A recipient as the client gave it.
    ///
    /// @param address the address
    /// @param parameters of RCPT
    /// @param slots its state
    record To(Address address, Map<String, String> parameters, Slots slots) implements Recipient {
        @Override
        public Optional<Recipient> parent() {
            return Optional.empty();
        }

        @Override
        public Optional<Text> fact(String name) {
            return Optional.empty();
        }
    }

    private record Added(Header header, Placement placement) {}

    /// Gives the protocol the marks that plugins have for it.
    void mark(List<ProtocolTag> tags) {
        origin = arrived.withProtocol(ProtocolTag.apply(tags, arrived.protocol()));
    }

    void add(To recipient) {
        recipients.add(recipient);
    }

    /// The sender has been rewritten already.
    void senderIs(Address rewritten) {
        sender = rewritten;
        senderRewritten = true;
    }

    /// Puts the rewriting rules to the envelope and the header. Nothing changes if that fails.
    void rewrite(Rewriting rewriting, Context context) throws ExpansionException {
        Address from = senderRewritten ? sender : rewriting.envelope(sender, Rewriting.Place.ENVELOPE_FROM, context);
        List<To> to = new ArrayList<>();
        for (To recipient : recipients) {
            Address address = rewriting.envelope(recipient.address(), Rewriting.Place.ENVELOPE_TO, context);
            boolean same = address.isNull() || address.equals(recipient.address());
            to.add(same ? recipient : new To(address, recipient.parameters(), recipient.slots()));
        }
        List<Header> rewritten = new ArrayList<>(rewriting.headers(headers, context));
        sender = from;
        recipients.clear();
        recipients.addAll(to);
        headers = rewritten;
    }

    @SuppressWarnings("ReferenceEquality") // the same address may have been given twice: this one goes
    void drop(Recipient recipient, RecipientVerdict why) {
        if (!recipients.removeIf(known -> known == recipient)) {
            return;
        }
        switch (why) {
            case RecipientVerdict.Accepted _ -> {}
            case RecipientVerdict.Discarded discard -> discardRecipient(discard.by());
            case RecipientVerdict.Refused refused when refused.reply().isTemporary() -> deferred();
            case RecipientVerdict.Refused _ -> refused();
        }
    }

    /// That nobody is to get the message, and the client is not told.
    ///
    /// @param by the ACL that said so
    /// @param reason for the log, or the empty string
    private record Discarded(Phase by, String reason) {}

    /// Nobody is to get the message, and the client is not told.
    void discard(Phase by, String reason) {
        discarded = Optional.of(new Discarded(by, reason));
    }

    boolean isDiscarded() {
        return discarded.isPresent();
    }

    /// What the log is told of it, or the empty string.
    String discardReason() {
        return discarded.map(Discarded::reason).orElse("");
    }

    /// The ACL that discarded the message or its recipients.
    Phase discardedBy() {
        return discarded.map(Discarded::by).orElse(recipientsDiscardedBy);
    }

    /// A recipient is not to get the message, and the client is not told.
    void discardRecipient(Phase by) {
        discardedRecipients = true;
        recipientsDiscardedBy = by;
    }

    /// Whether there are recipients that are accepted, but do not get the message.
    boolean hasDiscardedRecipients() {
        return discardedRecipients;
    }

    void refused() {
        refusedRecipients++;
    }

    int refusedRecipients() {
        return refusedRecipients;
    }

    /// Another RCPT has come.
    void recipientCommand() {
        recipientCommands++;
    }

    int recipientCommands() {
        return recipientCommands;
    }

    void deferred() {
        deferredRecipients++;
    }

    int deferredRecipients() {
        return deferredRecipients;
    }

    List<To> to() {
        return recipients;
    }

    /// The data have come: fields that were to be removed are gone.
    void content(List<Header> fields, Content rest, long bytes) {
        headers = new ArrayList<>(fields);
        messageId = fields.stream()
                .filter(header -> header.is("message-id"))
                .findFirst()
                .map(Header::value);
        body = Optional.of(rest);
        size = bytes;
        if (!removed.isEmpty()) {
            headers.removeIf(header -> removed.contains(header.name().toLowerCase(Locale.ROOT)));
        }
    }

    /// The field Message-ID as it came.
    Optional<String> messageId() {
        return messageId;
    }

    /// The header has changed.
    void headers(List<Header> changed) {
        headers = new ArrayList<>(changed);
    }

    /// Puts the Received field of this hop before all others, and then those that ACLs have added before the
    /// data: one at the start stands above it.
    void trace(Header field) {
        headers.addFirst(field);
        own.add(field);
        List<Added> waiting = List.copyOf(added);
        added.clear();
        waiting.forEach(addition -> addHeader(addition.header(), addition.placement()));
    }

    /// The envelope as the spool keeps it.
    Envelope envelope(Map<String, String> state) {
        List<Envelope.To> to = new ArrayList<>(recipients.size());
        for (To recipient : recipients) {
            to.add(new Envelope.To(recipient.address(), recipient.parameters()));
        }
        return new Envelope(id, sender, parameters, to, received, origin, state);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Address sender() {
        return sender;
    }

    @Override
    public Map<String, String> parameters() {
        return parameters;
    }

    @Override
    public List<Recipient> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public Origin origin() {
        return origin;
    }

    @Override
    public Instant received() {
        return received;
    }

    @Override
    public List<Header> headers() {
        return List.copyOf(headers);
    }

    @Override
    public Optional<Content> body() {
        return body;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void addHeader(Header header, Placement placement) {
        if (body.isEmpty()) {
            added.add(new Added(header, placement));
            return;
        }
        own.add(header);
        headers.add(place(placement), header);
    }

    private int place(Placement placement) {
        return switch (placement) {
            case AT_START -> 0;
            case AT_END -> headers.size();
            case AFTER_RECEIVED -> firstBesides(Set.of("received"), firstReceived());
            case AT_START_RFC -> firstBesides(TRACE, 0);
        };
    }

    /// Where the first Received field stands; 0 without one.
    private int firstReceived() {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).is("received")) {
                return i;
            }
        }
        return 0;
    }

    private int firstBesides(Set<String> names, int start) {
        int place = start;
        while (place < headers.size()
                && names.contains(headers.get(place).name().toLowerCase(Locale.ROOT))) {
            place++;
        }
        return place;
    }

    @Override
    public void removeHeader(String name) {
        if (body.isEmpty()) {
            removed.add(name.toLowerCase(Locale.ROOT));
        } else {
            headers.removeIf(header -> header.is(name));
        }
    }

    @Override
    public void removeReceived(Predicate<? super Header> fields) {
        headers.removeIf(header -> !own.contains(header) && fields.test(header));
    }

    /// The stored state of slots, by the names of the slots.
    static Map<String, String> stored(Slots slots) {
        Map<String, String> state = new HashMap<>();
        slots.forEach((slot, value) ->
                slot.codec().ifPresent(codec -> state.put(slot.toString(), encode(codec, value))));
        return state;
    }

    @SuppressWarnings("unchecked") // a slot holds what its own codec encodes
    private static <T> String encode(org.postern.api.Slot.Codec<T> codec, Object value) {
        return codec.encode().apply((T) value);
    }
}
