package org.postern.lookupredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class RedisLookupTest {
    private static final String OK = "+OK\r\n";
    private static final String NIL = "$-1\r\n";

    private final LookupRedisPlugin plugin = new LookupRedisPlugin();
    private final TestContext context = TestContext.create();

    @AfterEach
    void close() {
        plugin.close();
    }

    @Test
    void a_reply_is_found() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> "$5\r\na\r\nb\0\r\n")) {
            use(redis);
            assertThat(find("GET key")).contains(new Lookup.Found("a\r\nb\0", Lookup.Found.MESSAGE));
            assertThat(redis.commands()).containsExactly(List.of("GET", "key"));
        }
    }

    @Test
    void nil_is_nothing() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> NIL)) {
            use(redis);
            assertThat(find("GET key")).isEmpty();
        }
    }

    @Test
    void nil_is_an_empty_string_where_that_is_wanted() throws IOException {
        context.option(RedisOptions.NIL, "found");
        try (FakeRedis redis = FakeRedis.start(_ -> NIL)) {
            use(redis);
            assertThat(find("GET key").map(Lookup.Found::value)).contains("");
        }
    }

    @Test
    void a_quoted_key_reaches_the_server_as_one_argument() throws IOException {
        String key = "a'b\"c\0d\r\n*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$1\r\ny\r\n;%s \\";
        try (FakeRedis redis = FakeRedis.start(_ -> NIL)) {
            use(redis);
            find("GET " + type().quote(key));
            assertThat(redis.commands()).containsExactly(List.of("GET", key));
        }
    }

    @Test
    void an_error_defers() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> "-ERR wrong number\r\n")) {
            use(redis);
            assertThatThrownBy(() -> find("GET"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("REDIS: lookup result failed: ERR wrong number\n");
            assertThatThrownBy(() -> find("GET")).isInstanceOf(IOException.class);
            assertThat(redis.connections()).isEqualTo(1);
        }
    }

    @Test
    void logs_in_and_selects_the_database() throws IOException {
        context.option(RedisOptions.USER, "mail");
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            context.option(RedisOptions.SERVERS, "127.0.0.1::" + redis.port() + "/7/secret");
            find("SET k v");
            assertThat(redis.commands())
                    .containsExactly(
                            List.of("AUTH", "mail", "secret"), List.of("SELECT", "7"), List.of("SET", "k", "v"));
        }
    }

    @Test
    void a_server_that_is_down_leaves_it_to_the_next() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> ":1\r\n")) {
            FakeRedis down = FakeRedis.start(_ -> OK);
            int gone = down.port();
            down.close();
            context.option(RedisOptions.SERVERS, "127.0.0.1::" + gone + "// : " + redis.item());
            assertThat(find("EXISTS k").map(Lookup.Found::value)).contains("true");
        }
        assertThatThrownBy(() -> find("EXISTS k"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("REDIS connection failed: 127.0.0.1:");
    }

    @Test
    void a_server_that_is_loading_leaves_it_to_the_next() throws IOException {
        try (FakeRedis loading = FakeRedis.start(_ -> "-LOADING Redis is loading the dataset in memory\r\n");
                FakeRedis redis = FakeRedis.start(_ -> "+PONG\r\n")) {
            context.option(RedisOptions.SERVERS, loading.item() + " : " + redis.item());
            assertThat(find("PING").map(Lookup.Found::value)).contains("PONG");
        }
    }

    @Test
    void connections_are_kept() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            use(redis);
            find("GET a");
            find("GET b");
            assertThat(redis.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_connection_is_not_kept_after_a_command_that_changes_it() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            use(redis);
            find("SELECT 3");
            find("GET b");
            assertThat(redis.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_read_is_sent_again_when_a_kept_connection_was_lost() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            use(redis);
            find("GET a");
            redis.hangUp();
            assertThat(find("GET b")).isPresent();
        }
    }

    @Test
    void a_write_is_sent_once_though_a_kept_connection_was_lost() throws IOException {
        try (FakeRedis redis = FakeRedis.start(command -> command.contains("PING") ? "+PONG\r\n" : OK)) {
            use(redis);
            find("SET a 1");
            redis.hangUp();
            assertThat(find("SET b 2")).isPresent();
            assertThat(redis.commands())
                    .filteredOn(List.of("SET", "b", "2")::equals)
                    .hasSize(1);
        }
    }

    @Test
    void a_write_whose_reply_is_lost_defers_and_is_not_repeated() throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        Function<List<String>, String> replies =
                command -> command.contains("PING") ? "+PONG\r\n" : broken.get() ? "" : OK;
        try (FakeRedis redis = FakeRedis.start(replies)) {
            use(redis);
            find("SET a 1");
            broken.set(true);
            assertThatThrownBy(() -> find("INCR n")).isInstanceOf(IOException.class);
            assertThat(redis.commands())
                    .filteredOn(List.of("INCR", "n")::equals)
                    .hasSize(1);
        }
    }

    @Test
    void no_answer_in_time_defers() throws IOException {
        context.option(RedisOptions.TIMEOUT, "1s");
        CountDownLatch never = new CountDownLatch(1);
        try (FakeRedis redis = FakeRedis.start(_ -> awaited(never))) {
            use(redis);
            assertThatThrownBy(() -> find("GET a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("timed out");
        } finally {
            never.countDown();
        }
    }

    @Test
    void no_more_connections_than_the_option_allows() throws Exception {
        context.option(RedisOptions.CONNECTIONS, "2");
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            use(redis);
            List<Thread> threads = new ArrayList<>();
            AtomicInteger answers = new AtomicInteger();
            for (int i = 0; i < 50; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        answers.addAndGet(find("GET a").isPresent() ? 1 : 0);
                    } catch (IOException _) {
                        // no answer
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(answers).hasValue(50);
            assertThat(redis.connections()).isBetween(1, 2);
        }
    }

    @Test
    void servers_may_be_named_by_an_option_of_the_query() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            assertThat(find("GET a", "servers=" + redis.item())).isPresent();
        }
    }

    @Test
    void servers_may_be_named_in_the_query() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> OK)) {
            assertThat(find("servers=" + redis.item() + "; GET a")).isPresent();
            assertThat(redis.commands()).containsExactly(List.of("GET", "a"));
        }
    }

    @Test
    void logs_do_not_show_the_passwords_of_a_query() {
        assertThat(type().withoutSecrets("servers = 127.0.0.1//secret; GET a;b"))
                .isEqualTo("servers=...; GET a;b");
        assertThat(type().withoutSecrets("GET a;b")).isEqualTo("GET a;b");
    }

    @Test
    void servers_that_a_stranger_names_are_refused() throws IOException {
        try (Lookup open = open()) {
            assertThatThrownBy(() -> open.find(Text.tainted("servers=127.0.0.1//;GET a")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("come from outside");
        }
    }

    @Test
    void an_unknown_option_is_an_error() {
        assertThatThrownBy(() -> open("ret=full")).hasMessage("unknown option of a redis lookup: ret=full");
    }

    @Test
    void a_cluster_sends_us_to_another_node() throws IOException {
        try (FakeRedis node = FakeRedis.start(_ -> "$1\r\nv\r\n")) {
            int port = node.port();
            try (FakeRedis redis = FakeRedis.start(_ -> "-MOVED 866 127.0.0.1:" + port + "\r\n")) {
                use(redis);
                assertThat(find("GET k").map(Lookup.Found::value)).contains("v");
                assertThat(node.commands()).containsExactly(List.of("GET", "k"));
            }
        }
    }

    @Test
    void a_cluster_that_is_moving_a_key_is_asked() throws IOException {
        try (FakeRedis node = FakeRedis.start(command -> command.contains("ASKING") ? OK : "$1\r\nv\r\n")) {
            int port = node.port();
            try (FakeRedis redis = FakeRedis.start(_ -> "-ASK 866 :" + port + "\r\n")) {
                use(redis);
                assertThat(find("GET k").map(Lookup.Found::value)).contains("v");
                assertThat(node.commands()).containsExactly(List.of("ASKING"), List.of("GET", "k"));
            }
        }
    }

    @Test
    void a_cluster_that_sends_us_round_defers() throws IOException {
        AtomicInteger port = new AtomicInteger();
        try (FakeRedis redis = FakeRedis.start(_ -> "-MOVED 866 127.0.0.1:" + port + "\r\n")) {
            port.set(redis.port());
            use(redis);
            assertThatThrownBy(() -> find("GET k")).hasMessageContaining("redirections");
        }
    }

    @Test
    void a_sentinel_says_where_the_master_is() throws IOException {
        context.option(RedisOptions.SENTINEL, "mymaster");
        Function<List<String>, String> replies =
                command -> command.contains("ROLE") ? "*1\r\n$6\r\nmaster\r\n" : "$1\r\nv\r\n";
        try (FakeRedis master = FakeRedis.start(replies)) {
            String port = Integer.toString(master.port());
            String answer = "*2\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port + "\r\n";
            try (FakeRedis sentinel = FakeRedis.start(_ -> answer)) {
                use(sentinel);
                assertThat(find("GET k").map(Lookup.Found::value)).contains("v");
                assertThat(sentinel.commands())
                        .containsExactly(List.of("SENTINEL", "get-master-addr-by-name", "mymaster"));
            }
        }
    }

    @Test
    void a_replica_is_no_master() throws IOException {
        context.option(RedisOptions.SENTINEL, "mymaster");
        try (FakeRedis replica = FakeRedis.start(_ -> "*1\r\n$5\r\nslave\r\n")) {
            String port = Integer.toString(replica.port());
            String answer = "*2\r\n$9\r\n127.0.0.1\r\n$" + port.length() + "\r\n" + port + "\r\n";
            try (FakeRedis sentinel = FakeRedis.start(_ -> answer)) {
                use(sentinel);
                assertThatThrownBy(() -> find("GET k")).hasMessageContaining("names no master for mymaster");
            }
        }
    }

    @Test
    void a_server_may_listen_on_a_socket(@TempDir Path directory) throws IOException {
        Path socket = directory.resolve("redis.sock");
        try (FakeRedis redis = FakeRedis.start(socket, _ -> "$3\r\nyes\r\n")) {
            context.option(RedisOptions.SERVERS, "localhost(" + socket + ")/2/");
            assertThat(find("GET k").map(Lookup.Found::value)).contains("yes");
            assertThat(redis.commands()).containsExactly(List.of("SELECT", "2"), List.of("GET", "k"));
        }
        Files.deleteIfExists(socket);
        assertThatThrownBy(() -> find("SET k v")).isInstanceOf(IOException.class);
    }

    @Test
    void no_answer_on_a_socket_in_time_defers(@TempDir Path directory) throws IOException {
        context.option(RedisOptions.TIMEOUT, "1s");
        CountDownLatch never = new CountDownLatch(1);
        Path socket = directory.resolve("redis.sock");
        try (FakeRedis redis = FakeRedis.start(socket, _ -> awaited(never))) {
            context.option(RedisOptions.SERVERS, "(" + socket + ")//");
            assertThatThrownBy(() -> find("GET k")).hasMessageContaining("timed out");
            assertThat(redis.connections()).isEqualTo(1);
        } finally {
            never.countDown();
        }
    }

    @Test
    void absence_is_not_remembered_after_a_write() throws IOException {
        try (FakeRedis redis = FakeRedis.start(_ -> NIL);
                Lookup open = open()) {
            use(redis);
            open.find(Text.trusted("GET k"));
            assertThat(open.remembersAbsence()).isTrue();
            open.find(Text.trusted("GETSET k v"));
            assertThat(open.remembersAbsence()).isFalse();
        }
    }

    @Test
    void wrong_servers_are_an_error_of_the_configuration() {
        TestSettings main = TestSettings.block("main").set(RedisOptions.SERVERS, "127.0.0.1");
        assertThatThrownBy(() -> plugin.check(main))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis_servers: incomplete Redis server data: 127.0.0.1");
        TestSettings none = TestSettings.block("main").set(RedisOptions.CONNECTIONS, "0");
        assertThatThrownBy(() -> plugin.check(none)).hasMessageContaining("at least one connection");
    }

    private static String awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return "";
    }

    private void use(FakeRedis redis) throws IOException {
        context.option(RedisOptions.SERVERS, redis.item());
    }

    private LookupType type() {
        return (LookupType) plugin.contributions().getFirst();
    }

    private Lookup open(String... options) throws IOException {
        return type().open("", List.of(options), new TestCompiler(), context);
    }

    private Optional<Lookup.Found> find(String query, String... options) throws IOException {
        try (Lookup open = open(options)) {
            return open.find(Text.trusted(query));
        }
    }
}
