package org.postern.auth;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.net.IpText;
import org.postern.api.smtp.SaslExchange;
import org.postern.api.smtp.Session;
import org.postern.spi.Authenticator.Verdict;

/// Asks Dovecot about one client at a time, each over a connection of its own.
///
/// @param place of the socket, for the log
/// @param address where it is
/// @param limit of each wait for Dovecot
/// @param random where the numbers of connections come from
record DovecotService(String place, Place address, Duration limit, RandomGenerator random) {
    private static final int MAX_ROUNDS = 20;
    private static final String NUMBER = "1";

    /// Where the socket is.
    @FunctionalInterface
    interface Place {
        /// Looks it up.
        SocketAddress find() throws IOException;
    }

    /// What breaks off on Dovecot's side.
    private static final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        Unknown(IOException cause) {
            super(cause);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws IOException;
    }

    /// Faults of the socket are told from those of the client.
    private static <T> T asked(Call<T> call) throws Unknown {
        try {
            return call.make();
        } catch (IOException e) {
            throw new Unknown(e);
        }
    }

    Verdict serve(SaslExchange exchange, ServerOptions server) throws IOException, ExpansionException {
        try (DovecotSocket socket = asked(() -> DovecotSocket.open(address.find(), limit))) {
            String mechanism = server.mechanism().toUpperCase(Locale.ROOT);
            if (!asked(() -> socket.greet(random.nextInt(1, Integer.MAX_VALUE))).contains(mechanism)) {
                return new Verdict.Defer("authentication socket " + place + " does not offer " + mechanism);
            }
            List<String> request = request(mechanism, exchange);
            List<String> answer = asked(() -> {
                socket.send(request);
                return answer(socket);
            });
            for (int i = 0; answer.getFirst().equals("CONT") && i < MAX_ROUNDS; i++) {
                byte[] response = exchange.exchange(challenge(answer));
                answer = asked(() -> {
                    socket.send(List.of("CONT", NUMBER, base64(response)));
                    return answer(socket);
                });
            }
            return verdict(answer, exchange.context(), server);
        } catch (Unknown e) {
            Throwable cause = e.getCause();
            return new Verdict.Defer("authentication socket " + place + ": "
                    + (cause == null ? "" : String.valueOf(cause.getMessage())));
        }
    }

    /// The next line that is about this request.
    private static List<String> answer(DovecotSocket socket) throws IOException {
        for (int i = 0; i < MAX_ROUNDS; i++) {
            List<String> line = socket.receive();
            switch (line.getFirst()) {
                case "CONT", "OK", "FAIL" -> {
                    if (line.size() < 2 || !line.get(1).equals(NUMBER)) {
                        throw new ProtocolException("an answer to another request");
                    }
                    return line;
                }
                default -> {} // not about us
            }
        }
        throw new ProtocolException("no answer in " + MAX_ROUNDS + " lines");
    }

    private static List<String> request(String mechanism, SaslExchange exchange) {
        List<String> fields = new ArrayList<>(List.of("AUTH", NUMBER, mechanism, "service=smtp"));
        exchange.context().session().ifPresent(session -> describe(session, fields));
        fields.add("nologin");
        exchange.initialResponse().ifPresent(initial -> fields.add("resp=" + base64(initial)));
        return fields;
    }

    private static void describe(Session session, List<String> fields) {
        InetSocketAddress peer = session.peer();
        InetSocketAddress local = session.local();
        if (session.tls().isPresent() || peer.getAddress().equals(local.getAddress())) {
            fields.add("secured");
        }
        if (session.tls()
                .filter(tls -> tls.verified() && !tls.peerChain().isEmpty())
                .isPresent()) {
            fields.add("valid-client-cert");
        }
        fields.add("rip=" + IpText.of(peer.getAddress()));
        fields.add("rport=" + peer.getPort());
        fields.add("lip=" + IpText.of(local.getAddress()));
        fields.add("lport=" + local.getPort());
    }

    private static byte[] challenge(List<String> answer) throws Unknown {
        String text = answer.size() > 2 ? answer.get(2) : "";
        return asked(() ->
                ScramAttributes.bytes(text).orElseThrow(() -> new ProtocolException("a challenge that is not base64")));
    }

    private static Verdict verdict(List<String> answer, Context context, ServerOptions server)
            throws ExpansionException {
        Credentials credentials = new Credentials(context);
        field("user", answer).ifPresent(credentials::add);
        return switch (answer.getFirst()) {
            case "OK" -> {
                if (credentials.count() == 0) {
                    yield new Verdict.Defer("authentication socket names no user");
                }
                yield server.condition().isPresent() ? server.decide(context) : server.accepted(context);
            }
            case "FAIL" ->
                isTemporary(answer)
                        ? new Verdict.Defer(
                                "Dovecot: " + field("reason", answer).orElse("temporary failure"))
                        : server.rejected(context);
            default -> new Verdict.Defer("Dovecot asks more than " + MAX_ROUNDS + " times");
        };
    }

    private static boolean isTemporary(List<String> answer) {
        return answer.contains("temp")
                || field("code", answer).filter("temp_fail"::equals).isPresent();
    }

    private static Optional<String> field(String name, List<String> answer) {
        return answer.stream()
                .skip(2)
                .filter(field -> field.startsWith(name + "="))
                .map(field -> field.substring(name.length() + 1))
                .findFirst();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
