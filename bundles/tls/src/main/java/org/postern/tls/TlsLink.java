package org.postern.tls;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLKeyException;
import org.postern.spi.Connection;

/// One side of TLS: drives an [SSLEngine] with blocking reads and writes on a connection.
///
/// An idle link holds no buffer. What the other side can make us do is bounded: the size of a record, the
/// bytes and the time of a handshake, and the records that carry no data. There is no renegotiation (TLS
/// 1.2): it would change who is at the other end in the middle of a session.
///
/// Reading and writing belong to one thread; [#close] may come from any. It sends close_notify only if
/// nothing is being written, and never touches buffers, which the reading thread may be using.
final class TlsLink implements Closeable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int HANDSHAKE_BYTES = 512 * 1024;
    private static final int EMPTY_RECORDS = 64;
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final byte RECORD_HANDSHAKE = 22;

    private final SSLEngine engine;
    private final Connection under;
    private final OutputStream out;
    private final Buffers buffers;
    private final Patience patience;
    private final RecordInput records;
    private final HandshakeWatch watch = new HandshakeWatch();
    private final ReentrantLock writing = new ReentrantLock();
    private ByteBuffer readable = NOTHING;
    private boolean ended;
    private boolean established;

    /// A link over `under`, whose input is read through `records`.
    TlsLink(SSLEngine engine, Connection under, RecordInput records, Buffers buffers, Patience patience) {
        this.engine = engine;
        this.under = under;
        this.out = under.output();
        this.buffers = buffers;
        this.patience = patience;
        this.records = records;
    }

    /// Makes the handshake. If it fails, the other side has been told why, and the link is of no further use.
    void handshake() throws IOException {
        try {
            engine.beginHandshake();
            int bytes = 0;
            while (isShakingHands()) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> runTasks();
                    case NEED_WRAP -> flush();
                    default -> bytes += receiveHandshake(HANDSHAKE_BYTES - bytes);
                }
            }
            established = true;
        } catch (IOException e) {
            sayFarewell();
            throw e;
        }
    }

    /// What was seen of tickets and resumption, in the bits of [org.postern.api.net.TlsInfo#resumption]. With
    /// TLS 1.3 the server's ticket comes with what it sends first.
    int resumption() {
        return watch.bits();
    }

    /// Whether the handshake resumed an earlier session.
    boolean isResumed() {
        return watch.isResumed();
    }

    /// Key material of TLS 1.3; empty before it, and if the provider has none.
    Optional<byte[]> exportKeyingMaterial(String label, int length) {
        if (!(engine.getSession() instanceof ExtendedSSLSession session)
                || !session.getProtocol().equals("TLSv1.3")) {
            return Optional.empty();
        }
        try {
            return Optional.of(session.exportKeyingMaterialData(label, new byte[0], length));
        } catch (SSLKeyException | UnsupportedOperationException | IllegalStateException _) {
            return Optional.empty();
        }
    }

    private boolean isShakingHands() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
    }

    private int receiveHandshake(int most) throws IOException {
        ByteBuffer record =
                records.await().orElseThrow(() -> new EOFException("connection closed during the TLS handshake"));
        int length = record.remaining();
        see(record, !engine.getUseClientMode());
        decrypt(record);
        if (ended) {
            throw new SSLException("TLS closed during the handshake");
        }
        if (length > most) {
            throw new SSLException("TLS handshake of more than " + HANDSHAKE_BYTES + " bytes");
        }
        return length;
    }

    private void see(ByteBuffer record, boolean isOfClient) {
        if (isOfClient) {
            watch.client(record);
        } else {
            watch.server(record);
        }
    }

    /// Reads decrypted bytes; negative at the end, with or without close_notify.
    int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        for (int empty = 0; !readable.hasRemaining(); empty++) {
            Optional<ByteBuffer> record = ended ? Optional.empty() : records.await();
            if (record.isEmpty()) {
                return -1;
            }
            decrypt(bounded(record.get(), empty));
        }
        int count = Math.min(length, readable.remaining());
        readable.get(bytes, offset, count);
        release();
        return count;
    }

    /// How many decrypted bytes can be read without waiting: at least one if a record of data has come.
    int available() throws IOException {
        for (int empty = 0; !readable.hasRemaining() && !ended; empty++) {
            Optional<ByteBuffer> record = records.poll();
            if (record.isEmpty()) {
                return 0;
            }
            decrypt(bounded(record.get(), empty));
        }
        return readable.remaining();
    }

    private static ByteBuffer bounded(ByteBuffer record, int empty) throws SSLException {
        if (empty >= EMPTY_RECORDS) {
            throw new SSLException("too many TLS records without data");
        }
        return record;
    }

    private void release() {
        if (!readable.hasRemaining()) {
            buffers.give(readable);
            readable = NOTHING;
        }
    }

    /// Gives a whole record to the engine; what it holds becomes readable. Takes the buffer over.
    private void decrypt(ByteBuffer record) throws IOException {
        ByteBuffer plain = buffers.take();
        try {
            if (established && record.get(0) == RECORD_HANDSHAKE) {
                throw new SSLException("TLS renegotiation is not possible");
            }
            while (record.hasRemaining() && !ended) {
                unwrap(record, plain);
            }
        } catch (SSLException e) {
            sayFarewell();
            throw e;
        } finally {
            if (established && plain.position() == 0 && !ended && engine.getUseClientMode()) {
                watch.noData();
            }
            buffers.give(record);
            keep(plain.flip());
        }
    }

    private void keep(ByteBuffer plain) {
        if (plain.hasRemaining()) {
            readable = plain;
        } else {
            buffers.give(plain);
        }
    }

    private void unwrap(ByteBuffer record, ByteBuffer plain) throws IOException {
        int before = record.remaining();
        SSLEngineResult result = unwrapGuarded(record, plain);
        switch (result.getStatus()) {
            case CLOSED -> ended = true;
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> throw new SSLException("malformed TLS record");
            case OK -> {
                HandshakeStatus next = result.getHandshakeStatus();
                if (next == HandshakeStatus.NEED_TASK) {
                    runTasks();
                } else if (before == record.remaining() && next != HandshakeStatus.NEED_WRAP) {
                    throw new SSLException("TLS makes no progress");
                }
            }
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flush();
        }
    }

    private SSLEngineResult unwrapGuarded(ByteBuffer record, ByteBuffer plain) throws SSLException {
        try {
            return engine.unwrap(record, plain);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SSLException("malformed TLS record", e);
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /// Sends what the engine itself has to say, in as few writes as possible.
    private void flush() throws IOException {
        writing.lock();
        ByteBuffer record = buffers.take();
        try {
            ByteArrayOutputStream flight = new ByteArrayOutputStream();
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(NOTHING.duplicate(), record.clear());
                flight.write(record.array(), record.arrayOffset(), record.position());
                if (!established && record.position() > 0) {
                    see(record.flip(), engine.getUseClientMode());
                }
                if (result.bytesProduced() == 0 || result.getStatus() != SSLEngineResult.Status.OK) {
                    break;
                }
            }
            out.write(flight.toByteArray());
            out.flush();
        } finally {
            buffers.give(record);
            writing.unlock();
        }
    }

    /// Encrypts and sends.
    void write(byte[] bytes, int offset, int length) throws IOException {
        writing.lock();
        ByteBuffer record = buffers.take();
        try {
            ByteBuffer source = ByteBuffer.wrap(bytes, offset, length);
            while (source.hasRemaining()) {
                SSLEngineResult result = engine.wrap(source, record.clear());
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new SocketException("TLS connection closed");
                }
                out.write(record.array(), record.arrayOffset(), record.position());
            }
            out.flush();
        } finally {
            buffers.give(record);
            writing.unlock();
        }
    }

    void flushOutput() throws IOException {
        out.flush();
    }

    /// The time limit of each read from now on.
    void timeout(Duration limit) {
        patience.each(limit);
    }

    /// Tells the other side that this is the end, or what alert the engine has for it, if that is possible.
    private void sayFarewell() {
        if (!writing.tryLock()) {
            return;
        }
        try {
            under.timeout(FAREWELL);
            engine.closeOutbound();
            flush();
        } catch (IOException _) {
            // The other side is gone; there is nobody to tell.
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        sayFarewell();
        under.close();
    }
}
