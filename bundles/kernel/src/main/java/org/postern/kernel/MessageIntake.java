package org.postern.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.Quantity;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Controls;
import org.postern.api.mail.ProtocolTag;
import org.postern.api.mail.Submitter;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.core.Spool;
import org.postern.kernel.KernelOptions.BareNewline;
import org.postern.spi.DataCheck;
import org.postern.spi.IncomingObserver;

/// The data of one message on their way into the spool: read, looked at as they pass, checked, made durable,
/// answered.
final class MessageIntake implements MessageData {
    private static final int HEAD = 65_536;

    private final SmtpSession session;
    private final Services services;
    private final Wire wire;
    private final Transaction message;
    private final Spool.Collector collector;
    private final OutputStream sink;
    private final ChunkSink chunks;
    private final List<IncomingObserver.Sink> observers = new ArrayList<>();
    private final long limit;
    private long size;
    private boolean done;
    private Optional<String> delay = Optional.empty();
    private boolean abandoned;
    private Optional<Reply> trouble = Optional.empty();

    MessageIntake(SmtpSession session, Services services, Wire wire, Transaction message) {
        this.session = session;
        this.services = services;
        this.wire = wire;
        this.message = message;
        MailContext context = session.messageContext();
        this.limit = limit(context, services);
        for (IncomingObserver observer : session.leasehold().grammar().observers()) {
            observer.begin(context).ifPresent(observers::add);
        }
        this.collector = services.spool().collector();
        this.sink = observers.isEmpty() ? collector.output() : new Observed(collector.output(), observers);
        this.chunks = new ChunkSink(sink, normalises());
    }

    private static long limit(MailContext context, Services services) {
        try {
            return Quantity.of(KernelOptions.MESSAGE_SIZE_LIMIT, context);
        } catch (ExpansionException e) {
            services.log().panic(String.valueOf(e.getMessage()));
            return Long.parseLong("52428800");
        }
    }

    /// Reads data that end with a dot, and answers.
    Reply readDotted() throws IOException {
        DataReader reader = new DataReader(wire, sink, limit, normalises());
        DataReader.End end = reading(reader::read);
        size = reader.size();
        return switch (end) {
            case COMPLETE -> complete();
            case BARE_NEWLINE -> refused(bareNewline());
            case BARE_END -> {
                session.close();
                yield refused(bareNewline());
            }
            case TOO_LARGE -> tooLarge();
            case NOT_STORED ->
                refused(notStored(reader.failure().map(IOException::getMessage).orElse("")));
        };
    }

    private boolean normalises() {
        return session.messageContext().setting(KernelOptions.SMTP_BARE_NEWLINE) == BareNewline.NORMALISE;
    }

    /// Reads from the client; if it falls silent or goes, the log says what becomes of the message.
    private <T> T reading(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (SocketTimeoutException e) {
            session.log("SMTP data timeout (message abandoned) on connection from "
                    + session.client().logName() + " F=<" + message.sender() + ">");
            over();
            throw new DataTimeout(e);
        } catch (EOFException e) {
            session.report().incomplete(session.transaction(), "connection lost");
            if (session.client().shows("lost_incoming_connection")) {
                session.log("SMTP connection from " + session.client().logName() + " lost while reading message data"
                        + (hasHeader() ? " (after header)" : " (header)"));
            }
            over();
            throw e;
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /// Whether all of the header has come: an empty line, or one that is no field.
    private boolean hasHeader() {
        try (InputStream in = collector.content().open()) {
            Bytes head = Bytes.of(in.readNBytes(HEAD));
            HeaderReader.Parts parts = new HeaderReader(HEAD, 0).read(head);
            String text = new String(head.array(), head.offset(), head.length(), StandardCharsets.ISO_8859_1);
            return parts.body().size() > 0 || text.endsWith("\r\n\r\n") || text.equals("\r\n");
        } catch (IOException | HeaderReader.TooLarge e) {
            return false;
        }
    }

    private Reply tooLarge() {
        session.logsAbout(message.id());
        if (session.client().shows("size_reject")) {
            session.logRefusal("rejected from <" + message.sender() + "> "
                    + session.client().logText() + ": message too big: read=" + size + " max=" + limit);
        }
        over();
        return Reply.of(552, "3.4", "Message size exceeds maximum permitted");
    }

    private static Reply bareNewline() {
        return Reply.of(550, "5.2", "Message has a bare CR or LF; lines must end with CRLF");
    }

    private Reply notStored(String why) {
        services.log().panic("message " + message.id() + " cannot be stored: " + why);
        return Reply.of(452, "3.1", "Insufficient system storage - please try later");
    }

    /// The message is done: what the log says from now on is not about it, unless it was the end of the
    /// session.
    private void over() {
        session.abandon();
        if (!session.acl().isClosing()) {
            session.logsAbout("");
        }
    }

    private Reply refused(Reply reply) {
        session.logsAbout(message.id());
        String line = session.client().logText() + " F=<" + message.sender() + "> rejected after DATA: "
                + String.join(" ", reply.lines());
        session.logRefusal(line);
        over();
        return reply;
    }

    @Override
    public void readFromClient(long length) throws IOException {
        reading(() -> {
            wire.read(length, this::take);
            return length;
        });
    }

    private void take(byte[] bytes, int offset, int length) {
        if (isRefused()) {
            return;
        }
        try {
            chunks.write(bytes, offset, length);
            size = chunks.size();
        } catch (IOException e) {
            trouble = Optional.of(notStored(String.valueOf(e.getMessage())));
        }
    }

    @Override
    public boolean isRefused() {
        return abandoned || trouble.isPresent() || chunks.isBare() || (limit > 0 && size > limit);
    }

    @Override
    public void refuse() {
        abandoned = true;
    }

    @Override
    public Reply finish() throws IOException {
        if (abandoned) {
            return Reply.of(503, "5.1", "only RSET accepted now");
        }
        if (!isRefused()) {
            endLines();
        }
        if (trouble.isPresent()) {
            return refused(trouble.get());
        }
        if (chunks.isBare()) {
            return refused(bareNewline());
        }
        return limit > 0 && size > limit ? tooLarge() : complete();
    }

    private void endLines() {
        try {
            chunks.end();
            size = chunks.size();
        } catch (IOException e) {
            trouble = Optional.of(notStored(String.valueOf(e.getMessage())));
        }
    }

    private Reply complete() throws IOException {
        session.logsAbout(message.id());
        try {
            Content all = collector.content();
            MailContext context = session.messageContext();
            HeaderReader.Parts parts = new HeaderReader(
                            context.setting(KernelOptions.HEADER_MAXSIZE),
                            context.setting(KernelOptions.HEADER_LINE_MAXSIZE))
                    .read(all);
            message.content(parts.headers(), parts.body(), size);
            observers.forEach(IncomingObserver.Sink::end);
            return checked();
        } catch (HeaderReader.TooLarge e) {
            return refused(Reply.of(552, "3.4", e.reason()));
        } catch (IOException e) {
            return refused(notStored(String.valueOf(e.getMessage())));
        }
    }

    private Reply checked() throws IOException {
        MailContext context = session.messageContext();
        long hops = message.headers().stream()
                .filter(header -> header.is("received"))
                .count();
        if (hops > context.setting(KernelOptions.RECEIVED_HEADERS_MAX)) {
            session.logRefusal("rejected from <" + message.sender() + "> "
                    + session.client().logText() + ": Too many \"Received\" headers");
            over();
            return Reply.of(550, "4.6", "Too many \"Received\" headers - suspected mail loop");
        }
        message.mark(context.get(ProtocolTag.ALL).orElse(List.of()));
        try {
            new HeaderStage(session.client(), services).apply(message, context);
            message.trace(ReceivedField.of(message, session.host(), context));
        } catch (ExpansionException e) {
            services.log().panic("header of message " + message.id() + ": " + e.getMessage());
            over();
            return Reply.of(451, "3.0", "Temporary local problem - please try later");
        }
        Exchange exchange = new Exchange(session, wire, session.client(), "DATA");
        for (DataCheck check : session.leasehold().grammar().checks()) {
            Optional<Reply> refusal = check.check(exchange);
            if (refusal.isPresent()) {
                over();
                return refusal.get();
            }
        }
        Optional<Reply> refusal = session.acl().check(Phase.DATA, context, "after DATA", Optional.of(message));
        if (refusal.isPresent()) {
            over();
            return refusal.get();
        }
        session.acl().discarded().ifPresent(why -> message.discard(Phase.DATA, why));
        return accepted(context);
    }

    private Reply accepted(MailContext context) throws IOException {
        Reply ok = session.acl().accepted(Reply.of(250, "0.0", "OK id=" + message.id()));
        Optional<Reply> fake = context.get(Controls.FAKE_RESPONSE)
                .map(told -> Replies.of(told.temporary() ? 450 : 550, "7.1", told.text()));
        if (session.client().isTrial()) {
            return tried(fake.orElse(ok));
        }
        Spool.Spooled spooled;
        try {
            if (message.isDiscarded() || message.to().isEmpty()) {
                logArrival();
                logDiscarded();
                over();
                return fake.orElse(ok);
            }
            delay(context);
            Submitter submitter = session.client().submitter();
            if (!submitter.equals(Submitter.NOBODY)) {
                context.put(Submitter.SLOT, submitter);
            }
            spooled = services.spool()
                    .accept(
                            message.envelope(Transaction.stored(
                                    session.leasehold().state().message())),
                            message.headers(),
                            message.body().orElseThrow());
        } catch (IOException e) {
            return refused(notStored(String.valueOf(e.getMessage())));
        }
        done = true;
        logArrival();
        logHeld(context);
        services.mailer().deliver(spooled);
        over();
        return fake.orElse(ok);
    }

    /// A message waits for the next queue run where there are too many.
    private void delay(MailContext context) {
        Optional<String> tooMany = session.accepted();
        if (tooMany.isPresent() && context.get(Controls.QUEUE).isEmpty()) {
            context.put(Controls.QUEUE, new Controls.Queue(false));
            delay = tooMany;
        }
    }

    /// A session on trial has come to where the message would be taken.
    private Reply tried(Reply reply) {
        logArrival();
        if (message.isDiscarded() || message.to().isEmpty()) {
            logDiscarded();
            over();
        } else {
            session.abandon(); // as in Exim's trial sessions, what follows has the id, too
        }
        return reply;
    }

    private void logDiscarded() {
        services.log()
                .main(message.id(), "=> blackhole (" + message.discardedBy().label() + " ACL discarded recipients)");
        services.log().main(message.id(), "Completed");
    }

    /// Whether the client is told that the message was refused.
    private boolean isFaked() {
        return session.messageContext()
                .get(Controls.FAKE_RESPONSE)
                .filter(told -> !told.temporary())
                .isPresent();
    }

    /// Says why the message is not delivered now.
    private void logHeld(MailContext context) {
        if (context.get(Controls.FREEZE).isPresent()) {
            services.log().main(message.id(), "frozen by ACL");
        } else if (context.get(Controls.QUEUE).isPresent() && session.client().shows("delay_delivery")) {
            services.log().main(message.id(), "no immediate delivery: " + delay.orElse("queued by ACL"));
        }
    }

    private void logArrival() {
        MailContext context = session.messageContext();
        List<ArrivalTag> tags =
                new ArrayList<>(context.get(ArrivalTag.OF_CONNECTION).orElse(List.of()));
        tags.addAll(context.get(ArrivalTag.ALL).orElse(List.of()));
        context.get(Controls.QUEUE_NAME)
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> tags.add(new ArrivalTag("", "Q=" + name)));
        if (session.client().shows("pipelining")
                && !session.pipelining().letters().isEmpty()) {
            tags.add(new ArrivalTag("pipelining", session.pipelining().letters(), ArrivalTag.Place.OF_PROTOCOL));
        }
        services.log().main(message.id(), new ArrivalLine(message, session.client(), tags, isFaked()).toString());
    }

    @Override
    public void abandon() {
        if (!done) {
            collector.close();
        }
    }

    /// Shows the bytes to the observers on their way.
    private static final class Observed extends OutputStream {
        private final OutputStream out;
        private final List<IncomingObserver.Sink> observers;

        Observed(OutputStream out, List<IncomingObserver.Sink> observers) {
            this.out = out;
            this.observers = observers;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (IncomingObserver.Sink observer : observers) {
                observer.bytes(bytes, offset, length);
            }
            out.write(bytes, offset, length);
        }
    }
}
