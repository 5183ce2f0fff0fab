package org.postern.routers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/// One question to a server and its answer, in a limited time.
///
/// @param server where it is
/// @param timeout how long the answer may take
record QueryExchange(InetSocketAddress server, Duration timeout) {
    private static final int LIMIT_BYTES = 4096;

    /// One datagram each way; datagrams of others do not count.
    byte[] udp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(millis());
            socket.send(new DatagramPacket(query, query.length));
            DatagramPacket answer = new DatagramPacket(new byte[LIMIT_BYTES], LIMIT_BYTES);
            socket.receive(answer);
            return Arrays.copyOf(answer.getData(), answer.getLength());
        }
    }

    /// A connection. The answer ends with its line, with the connection, or when no more of it comes.
    byte[] tcp(byte[] query) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, millis());
            socket.getOutputStream().write(query);
            return line(socket);
        }
    }

    private byte[] line(Socket socket) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (answer.size() < LIMIT_BYTES) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            int next;
            try {
                next = in.read();
            } catch (SocketTimeoutException e) {
                if (answer.size() == 0) {
                    throw e;
                }
                break;
            }
            if (next < 0 || next == '\n') {
                break;
            }
            answer.write(next);
        }
        return answer.toByteArray();
    }

    private int millis() {
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }
}
