package org.postern.testkit;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A recursive server on loopback, over UDP and TCP, in front of zones that it signs while it answers
/// (ECDSA P-256; absence by NSEC at the name itself, RFC 9824). It does not validate. Every zone is a
/// delegation of the one above; the root is always there and signed. Safe for any number of threads.
public final class SignedDns implements AutoCloseable {
    private static final long TTL = 300;
    private static final int MAX_CHAIN = 8;

    /// A zone; without a key it is not signed.
    private record Zone(Name name, Optional<KeyPair> pair) {
        DNSKEYRecord key() {
            try {
                return new DNSKEYRecord(
                        name,
                        DClass.IN,
                        TTL,
                        DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                        DNSKEYRecord.Protocol.DNSSEC,
                        DNSSEC.Algorithm.ECDSAP256SHA256,
                        pair.orElseThrow().getPublic());
            } catch (DNSSEC.DNSSECException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final Map<Name, Zone> zones = new TreeMap<>();
    private final ConcurrentMap<String, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> forged = ConcurrentHashMap.newKeySet();
    private final KeyPair stranger = keyPair();

    private SignedDns(DatagramSocket datagrams, ServerSocket connections) {
        this.datagrams = datagrams;
        this.connections = connections;
    }

    /// Starts with the root only.
    public static SignedDns start() throws IOException {
        InetAddress local = InetAddress.ofLiteral("127.0.0.1");
        ServerSocket connections = new ServerSocket(0, 50, local);
        SignedDns dns = new SignedDns(new DatagramSocket(connections.getLocalPort(), local), connections);
        dns.zone(".", true);
        Thread.ofVirtual().start(dns::serveDatagrams);
        Thread.ofVirtual().start(dns::serveConnections);
        return dns;
    }

    /// Where it listens, as `postern.dns.servers` has it.
    public String server() {
        return "127.0.0.1#" + port();
    }

    /// The port on which it listens.
    public int port() {
        return connections.getLocalPort();
    }

    /// The trust anchor of the root.
    public String anchor() {
        return new DSRecord(
                        Name.root,
                        DClass.IN,
                        TTL,
                        DNSSEC.Digest.SHA256,
                        zoneOf(Name.root).key())
                .toString();
    }

    /// Adds a zone below those that are there.
    public SignedDns zone(String name, boolean signed) {
        Name apex = name(name);
        synchronized (zones) {
            zones.put(apex, new Zone(apex, signed ? Optional.of(keyPair()) : Optional.empty()));
        }
        return this;
    }

    /// Adds records, each in a line as a zone has it, with absolute names.
    public SignedDns records(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
        try (Master master = new Master(new ByteArrayInputStream(bytes), Name.root, TTL)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.computeIfAbsent(key(record.getName(), record.getType()), _ -> new ArrayList<>())
                        .add(record);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Takes the records of a name and type away.
    public SignedDns remove(String name, String type) {
        records.remove(key(name(name), Type.value(type)));
        return this;
    }

    /// Every query for a name and type fails.
    public SignedDns fail(String name, String type) {
        failing.add(key(name(name), Type.value(type)));
        return this;
    }

    /// The records of a name and type, or the proof that there are none, have signatures by a stranger.
    public SignedDns forge(String name, String type) {
        forged.add(key(name(name), Type.value(type)));
        return this;
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(Name name, int type) {
        return name.canonicalize() + " " + type;
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Zone zoneOf(Name name) {
        synchronized (zones) {
            Name current = name;
            while (!zones.containsKey(current)) {
                current = new Name(current, 1);
            }
            return Optional.ofNullable(zones.get(current)).orElseThrow();
        }
    }

    private boolean isApex(Name name) {
        synchronized (zones) {
            return zones.containsKey(name);
        }
    }

    /// What is answered to a query.
    public Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        for (int flag : new int[] {Flags.QR, Flags.RD, Flags.RA}) {
            answer.getHeader().setFlag(flag);
        }
        answer.addRecord(question, Section.QUESTION);
        answer.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        if (failing.contains(key(question.getName(), question.getType()))) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        Name name = question.getName();
        for (int i = 0; i < MAX_CHAIN; i++) {
            List<Record> found = find(name, question.getType());
            List<Record> alias = find(name, Type.CNAME);
            if (!found.isEmpty()) {
                add(found, authority(name, question.getType()), Section.ANSWER, answer);
                return answer;
            }
            if (alias.isEmpty()) {
                absent(name, question.getType(), answer);
                return answer;
            }
            add(alias, authority(name, Type.CNAME), Section.ANSWER, answer);
            name = ((CNAMERecord) alias.getFirst()).getTarget();
        }
        return answer;
    }

    /// The zone that has a name; of a DS record that is the one above.
    private Zone authority(Name name, int type) {
        return zoneOf(type == Type.DS && name.labels() > 1 ? new Name(name, 1) : name);
    }

    private List<Record> find(Name name, int type) {
        if (isApex(name)) {
            Zone zone = zoneOf(name);
            if (type == Type.DNSKEY && zone.pair().isPresent()) {
                return List.of(zone.key());
            }
            if (type == Type.DS && zone.pair().isPresent() && name.labels() > 1) {
                return List.of(new DSRecord(name, DClass.IN, TTL, DNSSEC.Digest.SHA256, zone.key()));
            }
            if (type == Type.NS) {
                return List.of(new NSRecord(name, DClass.IN, TTL, name("ns.invalid")));
            }
            if (type == Type.SOA) {
                return List.of(soa(zone));
            }
        }
        return records.getOrDefault(key(name, type), List.of());
    }

    private static Record soa(Zone zone) {
        return new SOARecord(
                zone.name(), DClass.IN, TTL, name("ns.invalid"), name("admin.invalid"), 1, 3600, 600, 86400, TTL);
    }

    private void absent(Name name, int type, Message answer) {
        Zone zone = authority(name, type);
        add(List.of(soa(zone)), zone, Section.AUTHORITY, answer);
        if (zone.pair().isEmpty()) {
            return;
        }
        boolean isChild = isApex(name) && !zone.name().equals(name);
        int[] types = isChild
                ? new int[] {Type.NS, Type.RRSIG, Type.NSEC}
                : Stream.concat(
                                Stream.of(Type.RRSIG, Type.NSEC),
                                Stream.of(Type.A, Type.AAAA, Type.MX, Type.TXT, Type.TLSA, Type.NS, Type.SOA)
                                        .filter(other -> other != type
                                                && !find(name, other).isEmpty()))
                        .mapToInt(Integer::intValue)
                        .sorted()
                        .toArray();
        Name next = next(name);
        Record proof = new NSECRecord(name, DClass.IN, TTL, next, types);
        add(List.of(proof), zone, forged.contains(key(name, type)), Section.AUTHORITY, answer);
    }

    /// The name right after this one.
    private static Name next(Name name) {
        try {
            return Name.concatenate(Name.fromString("\\000"), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(List<Record> found, Zone zone, int section, Message answer) {
        Record first = found.getFirst();
        add(found, zone, forged.contains(key(first.getName(), first.getType())), section, answer);
    }

    private void add(List<Record> found, Zone zone, boolean isForged, int section, Message answer) {
        RRset set = new RRset();
        found.forEach(set::addRR);
        found.forEach(record -> answer.addRecord(record, section));
        if (zone.pair().isEmpty()) {
            return;
        }
        KeyPair pair = isForged ? stranger : zone.pair().get();
        Instant now = Instant.now();
        try {
            answer.addRecord(
                    DNSSEC.sign(
                            set,
                            zone.key(),
                            pair.getPrivate(),
                            now.minus(Duration.ofHours(1)),
                            now.plus(Duration.ofDays(1))),
                    section);
        } catch (DNSSEC.DNSSECException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serveDatagrams() {
        byte[] buffer = new byte[4096];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(buffer, packet.getLength())))
                        .toWire(1232);
                datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // The socket is closed, or the query is none.
            }
        }
    }

    private void serveConnections() {
        while (!connections.isClosed()) {
            try (Socket socket = connections.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                byte[] answer = answer(new Message(query)).toWire();
                DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            } catch (IOException _) {
                // The socket is closed, or the query is none.
            }
        }
    }

    /// The address on which it listens.
    public InetSocketAddress address() {
        return new InetSocketAddress(connections.getInetAddress(), port());
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        connections.close();
    }
}
