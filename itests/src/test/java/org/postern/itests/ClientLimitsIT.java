package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Many clients at once.
class ClientLimitsIT {
    private static final InetAddress SERVER = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.0.2");

    private static Server server(String limits) throws Exception {
        return Server.with(Configurations.receiver("mx.example.org", "acl_smtp_rcpt = accept\n" + limits));
    }

    /// Those of `clients` that come at once and are greeted. They stay.
    private static List<SmtpClient> greeted(Server server, InetAddress from, int clients) throws Exception {
        List<SmtpClient> in = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<SmtpClient>> calls = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                calls.add(() -> new SmtpClient(from, SERVER, server.port()));
            }
            List<Future<SmtpClient>> futures = threads.invokeAll(calls);
            for (Future<SmtpClient> future : futures) {
                SmtpClient client = future.get();
                SmtpClient.Reply reply = client.reply();
                if (reply.code() == 220) {
                    in.add(client);
                } else {
                    assertThat(reply.text()).startsWith("421 ");
                    client.close();
                }
            }
        }
        return in;
    }

    private static void leave(List<SmtpClient> clients) throws Exception {
        for (SmtpClient client : clients) {
            client.close();
        }
    }

    @Test
    void never_more_than_smtp_accept_max_and_the_last_places_for_some() throws Exception {
        try (Server server = server("smtp_accept_max = 6\nsmtp_accept_reserve = 2\nsmtp_reserve_hosts = 127.0.0.2")) {
            List<SmtpClient> usual = greeted(server, SERVER, 20);
            assertThat(usual).hasSizeBetween(1, 4);
            Await.until("the refused to be gone", Duration.ofSeconds(10), () -> {
                usual.addAll(greeted(server, SERVER, 1));
                return usual.size() == 4;
            });
            List<SmtpClient> reserved = new ArrayList<>();
            Await.until("the places that are kept", Duration.ofSeconds(10), () -> {
                reserved.addAll(greeted(server, OTHER, 1));
                return reserved.size() == 2;
            });
            assertThat(greeted(server, OTHER, 5)).isEmpty();
            assertThat(server.log("mainlog"))
                    .contains("refused: too many connections", "not in reserve list: connected=", " max=6 reserve=2");
            leave(usual);
            leave(reserved);
        }
    }

    @Test
    void each_host_has_its_own_places() throws Exception {
        try (Server server = server("smtp_accept_max_per_host = ${if eq{$sender_host_address}{127.0.0.2}{5}{2}}")) {
            List<SmtpClient> few = greeted(server, SERVER, 20);
            Await.until("two places", Duration.ofSeconds(10), () -> {
                few.addAll(greeted(server, SERVER, 1));
                return few.size() == 2;
            });
            List<SmtpClient> more = greeted(server, OTHER, 20);
            assertThat(more).hasSizeLessThanOrEqualTo(5);
            assertThat(greeted(server, SERVER, 3)).isEmpty();
            assertThat(server.log("mainlog")).contains("refused: too many connections from that IP address");

            leave(few);
            Await.until("the places to be free again", Duration.ofSeconds(10), () -> {
                List<SmtpClient> again = greeted(server, SERVER, 1);
                leave(again);
                return !again.isEmpty();
            });
            leave(more);
        }
    }

    @Test
    void a_new_limit_holds_at_once() throws Exception {
        try (Server server = server("smtp_accept_max = 1");
                SmtpClient one = new SmtpClient(server.port())) {
            assertThat(one.reply().code()).isEqualTo(220);
            assertThat(greeted(server, SERVER, 1)).isEmpty();
            server.configure(Configurations.receiver("mx.example.org", "acl_smtp_rcpt = accept\nsmtp_accept_max = 9"));
            assertThat(server.postern("reload").status()).isZero();
            List<SmtpClient> more = greeted(server, SERVER, 1);
            assertThat(more).hasSize(1);
            leave(more);
        }
    }

    @Test
    void with_many_clients_mail_waits() throws Exception {
        try (Server server = server("smtp_accept_queue = 1");
                SmtpClient idle = new SmtpClient(server.port());
                SmtpClient client = new SmtpClient(server.port())) {
            assertThat(idle.reply().code()).isEqualTo(220);
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@b.example", "u@maildir.test", "Subject: x\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
            assertThat(server.log("mainlog")).contains("no immediate delivery: too many connections (2, max 1)");
            assertThat(server.delivered()).isEmpty();
        }
    }
}
