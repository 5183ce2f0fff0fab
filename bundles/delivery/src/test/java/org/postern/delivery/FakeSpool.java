package org.postern.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Spool;

/// A spool in memory. It can be told to fail at its n-th call, as a disk that is full, or for good, as a
/// machine that has crashed; what it held then is given by [#afterCrash].
final class FakeSpool implements Spool {
    private final Map<String, Spooled> messages = new LinkedHashMap<>();
    private final Map<String, List<Progress>> notes = new LinkedHashMap<>();
    private int ids;
    private int calls;
    private int failAt = Integer.MAX_VALUE;
    private boolean failsForGood;

    FakeSpool failAt(int call) {
        failAt = call;
        return this;
    }

    FakeSpool crashAt(int call) {
        failsForGood = true;
        return failAt(call);
    }

    synchronized int calls() {
        return calls;
    }

    private void call() throws IOException {
        calls++;
        if (calls == failAt || (failsForGood && calls > failAt)) {
            throw new IOException("No space left on device");
        }
    }

    /// The spool as the next process finds it.
    synchronized FakeSpool afterCrash() {
        FakeSpool next = new FakeSpool();
        next.ids = ids;
        next.messages.putAll(messages);
        notes.forEach((id, all) -> next.notes.put(id, new ArrayList<>(all)));
        return next;
    }

    /// Puts a message in as the kernel would.
    synchronized Spooled put(Envelope envelope, String header, String body) {
        List<Header> fields =
                header.lines().map(line -> new Header(line + "\r\n")).toList();
        Spooled spooled = new Spooled(envelope, fields, Bytes.of(body.getBytes(StandardCharsets.ISO_8859_1)));
        messages.put(envelope.id(), spooled);
        notes.put(envelope.id(), new ArrayList<>());
        return spooled;
    }

    synchronized List<Progress> notes(String id) {
        return List.copyOf(notes.getOrDefault(id, List.of()));
    }

    synchronized boolean isCompleted(String id) {
        return notes(id).contains(new Progress.Completed());
    }

    /// The messages that delivery itself made.
    synchronized List<Spooled> bounces() {
        return messages.values().stream()
                .filter(message -> message.envelope().id().startsWith("bounce"))
                .toList();
    }

    @Override
    public synchronized String newId() {
        return "bounce-" + ++ids;
    }

    @Override
    public Collector collector() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new Collector() {
            @Override
            public OutputStream output() {
                return bytes;
            }

            @Override
            public Content content() {
                return Bytes.of(bytes.toByteArray());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized Spooled accept(Envelope envelope, List<Header> headers, Content body) throws IOException {
        call();
        Spooled spooled = new Spooled(envelope, headers, body);
        messages.put(envelope.id(), spooled);
        notes.put(envelope.id(), new ArrayList<>());
        return spooled;
    }

    @Override
    public synchronized void note(String id, Progress progress) throws IOException {
        call();
        notes.computeIfAbsent(id, _ -> new ArrayList<>()).add(progress);
    }

    @Override
    public void sync() {}

    @Override
    public synchronized List<Recovered> recovered() {
        return messages.values().stream()
                .map(message -> new Recovered(message, notes(message.envelope().id())))
                .toList();
    }

    @Override
    public synchronized Spooled read(String id) throws IOException {
        Spooled message = messages.get(id);
        if (message == null) {
            throw new IOException("no such message: " + id);
        }
        return message;
    }

    static String text(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
