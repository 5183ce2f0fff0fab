package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Lookups in a real Redis: Exim's four examples, keys of strangers, and a Redis that goes down and comes
/// back while mail comes in.
@SuppressWarnings("NullAway.Init") // the fields are set before any test
class RedisIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SESSIONS = 8;
    private static final String POLICY = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = mx.example.org
            smtp_accept_max_per_connection = 0
            smtp_accept_queue_per_connection = 0
            hide redis_servers = 127.0.0.1::PORT//
            SPAMMER_SET = SET SPAMMER ${quote_redis:$sender_address}
            hostlist relay_from_ips = <\\n ${lookup redis{SMEMBERS relay_from_ips}}
            domainlist virtual_domains = ${lookup redis {HGET ${quote_redis:$domain} domain}}
            acl_smtp_helo = check_helo
            acl_smtp_mail = check_mail
            acl_smtp_rcpt = check_rcpt

            begin acl
            check_helo:
              deny message = no relay
                   condition = ${if match{$sender_helo_name}{^relay}}
                   ! hosts = +relay_from_ips
              accept
            check_mail:
              accept senders = :
              warn condition = ${if match{$sender_address}{^spammer}}
                   set acl_c_spammer = ${if eq{${lookup redis{SPAMMER_SET}}}{OK}}
                   set acl_c_spam_host = ${lookup redis{GET SPAMMER}}
                   log_message = spammer: $acl_c_spammer, host: $acl_c_spam_host
              accept
            check_rcpt:
              deny message = blocked
                   condition = ${lookup redis{GET block:${quote_redis:$local_part}}{yes}{no}}
              accept domains = +virtual_domains
              deny message = relay not permitted

            """ + Configurations.INTO_MAILDIR;

    private static RedisDaemon redis;
    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisDaemon.start();
        redis.command("SADD", "relay_from_ips", "192.168.0.0/24", "10.0.0.0/8");
        redis.command("HSET", "virtual.test", "domain", "virtual.test");
        server = Server.with(Configurations.receiver("mx.example.org", "acl_smtp_rcpt = accept"));
        server.install("lookup-redis", POLICY.replace("PORT", Integer.toString(redis.port())));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void a_set_is_a_host_list() throws Exception {
        try (SmtpClient client = client()) {
            assertThat(client.command("HELO relay.example").code()).isEqualTo(550);
        }
        redis.command("SADD", "relay_from_ips", "127.0.0.0/8");
        try (SmtpClient client = client()) {
            assertThat(client.command("HELO relay.example").code()).isEqualTo(250);
        }
    }

    @Test
    void a_hash_is_a_domain_list() throws Exception {
        try (SmtpClient client = client()) {
            client.command("HELO client.example");
            client.command("MAIL FROM:<a@example.org>");
            assertThat(client.command("RCPT TO:<u@virtual.test>").code()).isEqualTo(250);
            assertThat(client.command("RCPT TO:<u@other.test>").code()).isEqualTo(550);
        }
    }

    @Test
    void an_acl_sets_a_key_and_gets_it() throws Exception {
        try (SmtpClient client = client()) {
            client.command("HELO client.example");
            assertThat(client.command("MAIL FROM:<spammer@example.org>").code()).isEqualTo(250);
        }
        assertThat(redis.command("GET", "SPAMMER")).isEqualTo("spammer@example.org");
        Await.until(
                "the line", LIMIT, () -> server.log("mainlog").contains("spammer: true, host: spammer@example.org"));
    }

    @Test
    void what_a_stranger_chose_is_one_argument() throws Exception {
        redis.command("SET", "block:a b\\%s;*3'", "1");
        try (SmtpClient client = client()) {
            client.command("HELO client.example");
            client.command("MAIL FROM:<a@example.org>");
            assertThat(client.command("RCPT TO:<\"a b\\\\%s;*3'\"@virtual.test>")
                            .code())
                    .isEqualTo(550);
            assertThat(client.command("RCPT TO:<\"u FLUSHALL\"@virtual.test>").code())
                    .isEqualTo(250);
        }
        assertThat(redis.command("EXISTS", "virtual.test")).isEqualTo(":1");
    }

    /// Eight sessions send all the time. While Redis is down each recipient is deferred; before and after,
    /// those
    /// who are blocked are refused, and all others get what was sent to them, once.
    @Test
    void a_redis_that_is_killed_and_started_again_costs_no_mail_and_no_verdict() throws Exception {
        redis.command("SET", "block:blocked", "1");
        Verdicts verdicts = new Verdicts();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            String name = "session" + i;
            threads.add(Thread.ofVirtual().start(() -> verdicts.send(name)));
        }
        verdicts.awaitMore(verdicts.accepted);
        redis.kill();
        verdicts.awaitMore(verdicts.deferred);
        redis.restart();
        verdicts.awaitMore(verdicts.accepted);
        verdicts.running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(verdicts.wrong).isEmpty();
        Await.until("all that was accepted", LIMIT, () -> delivered() >= verdicts.subjects.size());
        assertThat(server.delivered().stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith("Subject: session"))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(verdicts.subjects);
    }

    private static long delivered() throws IOException {
        return server.delivered().stream()
                .filter(text -> text.contains("Subject: session"))
                .count();
    }

    private static SmtpClient client() throws IOException {
        SmtpClient client = new SmtpClient(server.port());
        client.reply();
        return client;
    }

    /// What the sessions were told.
    private static final class Verdicts {
        private static final int MORE = 40;

        final AtomicInteger accepted = new AtomicInteger();
        final AtomicInteger deferred = new AtomicInteger();
        final Queue<String> subjects = new ConcurrentLinkedQueue<>();
        final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        volatile boolean running = true;

        void awaitMore(AtomicInteger count) throws Exception {
            int enough = count.get() + MORE;
            Await.until("more replies", LIMIT, () -> count.get() >= enough);
        }

        void send(String name) {
            try (SmtpClient client = client()) {
                client.command("HELO client.example");
                for (int i = 0; running; i++) {
                    message(client, "Subject: " + name + " " + i);
                }
            } catch (IOException | RuntimeException e) {
                wrong.add(name + ": " + e);
            }
        }

        private void message(SmtpClient client, String subject) throws IOException {
            client.command("MAIL FROM:<a@example.org>");
            int blocked = client.command("RCPT TO:<blocked@virtual.test>").code();
            if (blocked != 550 && blocked / 100 != 4) {
                wrong.add("blocked@virtual.test: " + blocked);
            }
            int code = client.command("RCPT TO:<u@virtual.test>").code();
            if (code == 250) {
                client.command("DATA");
                client.raw(subject + "\r\n\r\nx\r\n.\r\n");
                if (client.reply().code() == 250) {
                    subjects.add(subject);
                    accepted.incrementAndGet();
                } else {
                    wrong.add(subject + ": not accepted");
                }
                return;
            }
            if (code / 100 != 4) {
                wrong.add("u@virtual.test: " + code);
            }
            deferred.incrementAndGet();
            client.command("RSET");
        }
    }
}
