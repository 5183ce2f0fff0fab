package org.postern.net;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullMarked;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// A name server on the loopback, over UDP and TCP on one port, that answers as a test says.
@NullMarked
final class LoopbackServer implements AutoCloseable {
    /// What to send for a query, each element a message; none for silence.
    interface Script {
        List<byte[]> answers(Message query, boolean overTcp) throws IOException;
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Script script;
    private final List<Message> queries = new CopyOnWriteArrayList<>();

    private LoopbackServer(DatagramSocket udp, ServerSocket tcp, Script script) {
        this.udp = udp;
        this.tcp = tcp;
        this.script = script;
    }

    static LoopbackServer of(Script script) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int i = 0; i < 20; i++) {
            DatagramSocket udp = new DatagramSocket(0, loopback);
            try {
                ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 50, loopback);
                LoopbackServer server = new LoopbackServer(udp, tcp, script);
                Thread.ofVirtual().start(server::serveUdp);
                Thread.ofVirtual().start(server::serveTcp);
                return server;
            } catch (IOException _) {
                udp.close();
            }
        }
        throw new IOException("no port is free for both UDP and TCP");
    }

    /// A server that answers every query with these records, written as a zone file has them.
    static LoopbackServer answering(String... records) throws IOException {
        return of((query, _) -> List.of(reply(query, Section.ANSWER, records).toWire()));
    }

    /// The reply to a query with records in one section.
    static Message reply(Message query, int section, String... records) throws IOException {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        for (Record record : Zone.records(records)) {
            reply.addRecord(record, section);
        }
        return reply;
    }

    /// The reply to a query with a code and no records.
    static Message failure(Message query, int rcode) throws IOException {
        Message reply = reply(query, Section.ANSWER);
        reply.getHeader().setRcode(rcode);
        return reply;
    }

    NameServers servers(Duration timeout, int attempts) {
        return new NameServers(List.of(address()), timeout, attempts);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    List<Message> queries() {
        return queries;
    }

    private void serveUdp() {
        DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
        while (!udp.isClosed()) {
            try {
                packet.setLength(65535);
                udp.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                queries.add(query);
                for (byte[] answer : script.answers(query, false)) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!udp.isClosed()) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                Message query = new Message(in.readNBytes(in.readUnsignedShort()));
                queries.add(query);
                OutputStream out = socket.getOutputStream();
                for (byte[] answer : script.answers(query, true)) {
                    out.write(new byte[] {(byte) (answer.length >> 8), (byte) answer.length});
                    out.write(answer);
                }
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
