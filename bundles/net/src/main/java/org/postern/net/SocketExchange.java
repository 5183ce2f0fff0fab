package org.postern.net;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/// Asks over UDP and, where the answer is cut short, over TCP (RFC 1035, 4.2; RFC 7766). Each query has a
/// socket of its own, so that its port is hard to guess. What is no answer to the query is passed over until
/// the time is up (RFC 5452, 9.1). Safe for any number of threads.
final class SocketExchange implements Exchange {
    private static final int MAX_DATAGRAM = 4096;

    @Override
    public Message ask(InetSocketAddress server, Message query, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        Message answer = overUdp(server, query, deadline);
        return answer.getHeader().getFlag(Flags.TC) ? overTcp(server, query, deadline) : answer;
    }

    private static Message overUdp(InetSocketAddress server, Message query, long deadline) throws IOException {
        byte[] wire = query.toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(wire, wire.length));
            DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
            while (true) {
                socket.setSoTimeout(remaining(deadline));
                packet.setLength(MAX_DATAGRAM);
                socket.receive(packet);
                Optional<Message> answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), query);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        }
    }

    private static Message overTcp(InetSocketAddress server, Message query, long deadline) throws IOException {
        byte[] wire = query.toWire();
        byte[] framed = new byte[wire.length + 2];
        framed[0] = (byte) (wire.length >> 8);
        framed[1] = (byte) wire.length;
        System.arraycopy(wire, 0, framed, 2, wire.length);
        try (Socket socket = new Socket()) {
            socket.connect(server, remaining(deadline));
            socket.getOutputStream().write(framed);
            InputStream in = new DataInputStream(socket.getInputStream());
            byte[] length = read(socket, in, 2, deadline);
            byte[] body = read(socket, in, (length[0] & 0xff) << 8 | (length[1] & 0xff), deadline);
            return answer(body, query).orElseThrow(() -> new IOException("not an answer to the query, over TCP"));
        }
    }

    /// Reads byte by byte if the server sends them so, but not beyond the deadline.
    private static byte[] read(Socket socket, InputStream in, int length, long deadline) throws IOException {
        byte[] bytes = new byte[length];
        int have = 0;
        while (have < length) {
            socket.setSoTimeout(remaining(deadline));
            int got = in.read(bytes, have, length - have);
            if (got < 0) {
                throw new EOFException("the answer over TCP ends early");
            }
            have += got;
        }
        return bytes;
    }

    /// Milliseconds, at least one.
    private static int remaining(long deadline) throws SocketTimeoutException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return Math.clamp(left / 1_000_000, 1, Integer.MAX_VALUE);
    }

    private static Optional<Message> answer(byte[] wire, Message query) {
        try {
            Header header = new Header(wire);
            if (header.getID() != query.getHeader().getID() || !header.getFlag(Flags.QR)) {
                return Optional.empty();
            }
            Message message = new Message(wire);
            return isQuestion(message, query.getQuestion()) ? Optional.of(message) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// A server that does not understand the query may leave the question out.
    private static boolean isQuestion(Message message, Record asked) {
        Record question = message.getQuestion();
        if (question == null) {
            return message.getRcode() != org.xbill.DNS.Rcode.NOERROR;
        }
        return question.getName().equals(asked.getName())
                && question.getType() == asked.getType()
                && question.getDClass() == asked.getDClass();
    }
}
