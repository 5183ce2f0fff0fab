package org.postern.lookupredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

/// Ways to a real Redis: a Unix socket, a password, an ACL user, TLS, a sentinel, a cluster.
class RealRedisTest {
    @TempDir
    private Path directory = Path.of("");

    private final LookupRedisPlugin plugin = new LookupRedisPlugin();
    private final TestContext context = TestContext.create();

    @AfterEach
    void close() {
        plugin.close();
    }

    @Test
    void any_bytes_come_back_as_they_went() throws IOException {
        try (RealRedis redis = RealRedis.start(directory)) {
            use("127.0.0.1::" + redis.port() + "//");
            StringBuilder all = new StringBuilder();
            for (char c = 0; c < 256; c++) {
                all.append(c);
            }
            String quoted = RedisCommand.quote(all.toString());
            assertThat(find("SET " + quoted + " " + quoted)).contains("OK");
            assertThat(find("GET " + quoted)).contains(all.toString());
            assertThat(find("DBSIZE")).contains("true");
        }
    }

    @Test
    void a_socket_and_a_database() throws IOException {
        Path socket = directory.resolve("redis.sock");
        try (RealRedis redis = RealRedis.start(directory, "unixsocket " + socket)) {
            use("(" + socket + ")/3/");
            String large = "x".repeat(3_000_000);
            assertThat(find("SET k " + large)).contains("OK");
            assertThat(find("GET k")).contains(large);
            assertThat(redis.cli("-n", "3", "STRLEN", "k")).contains("3000000");
        }
    }

    @Test
    void a_password() throws IOException {
        try (RealRedis redis = RealRedis.start(directory)) {
            redis.cli("ACL", "SETUSER", "default", "resetpass", ">secret");
            use("127.0.0.1::" + redis.port() + "//secret");
            assertThat(find("SET k v")).contains("OK");
            use("127.0.0.1::" + redis.port() + "//wrong");
            assertThatThrownBy(() -> find("GET k"))
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("wrong/");
            use("127.0.0.1::" + redis.port() + "//");
            assertThatThrownBy(() -> find("GET k")).hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void a_user_may_do_what_its_acl_says() throws IOException {
        try (RealRedis redis = RealRedis.start(directory, "user mail on >secret ~mail:* +get")) {
            context.option(RedisOptions.USER, "mail");
            use("127.0.0.1::" + redis.port() + "//secret");
            redis.cli("SET", "mail:k", "v");
            assertThat(find("GET mail:k")).contains("v");
            assertThatThrownBy(() -> find("SET mail:k w")).hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> find("GET other")).hasMessageContaining("NOPERM");
        }
    }

    @Test
    void tls_with_a_certificate_of_ours() throws IOException {
        Path key = directory.resolve("key.pem");
        Path certificate = certificate(key);
        int tls = RealRedis.freePort();
        try (RealRedis redis = RealRedis.start(
                directory,
                "tls-port " + tls,
                "tls-cert-file " + certificate,
                "tls-key-file " + key,
                "tls-ca-cert-file " + certificate)) {
            redis.cli("SET", "k", "in TLS");
            use("localhost::" + tls + "//");
            context.option(RedisOptions.TLS, "yes");
            assertThatThrownBy(() -> find("GET k")).hasMessageContaining("REDIS connection failed");
            context.option(RedisOptions.AUTHORITIES, certificate.toString());
            assertThatThrownBy(() -> find("GET k")).isInstanceOf(IOException.class);
            context.option(RedisOptions.CERTIFICATE, certificate.toString()).option(RedisOptions.KEY, key.toString());
            assertThat(find("GET k")).contains("in TLS");
            use("127.0.0.1::" + tls + "//");
            assertThatThrownBy(() -> find("GET k")).hasMessageContaining("REDIS connection failed");
        }
    }

    @Test
    void a_sentinel_knows_the_master() throws IOException {
        try (RealRedis master = RealRedis.start(directory);
                RealRedis sentinel =
                        RealRedis.start(directory, "sentinel monitor mymaster 127.0.0.1 " + master.port() + " 1")) {
            master.cli("SET", "k", "of the master");
            use("127.0.0.1::" + sentinel.port() + "//");
            context.option(RedisOptions.SENTINEL, "mymaster");
            assertThat(find("GET k")).contains("of the master");
            context.option(RedisOptions.SENTINEL, "another");
            assertThatThrownBy(() -> find("GET k")).hasMessageContaining("knows no master another");
        }
    }

    @Test
    void a_cluster_of_two_nodes() throws IOException {
        try (RealRedis one = RealRedis.start(directory, "cluster-enabled yes");
                RealRedis two = RealRedis.start(directory, "cluster-enabled yes")) {
            one.cli("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
            two.cli("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
            two.cli("CONFIG", "SET", "cluster-require-full-coverage", "no");
            one.cli("CONFIG", "SET", "cluster-require-full-coverage", "no");
            two.cli("CLUSTER", "SET-CONFIG-EPOCH", "2");
            one.cli("CLUSTER", "MEET", "127.0.0.1", Integer.toString(two.port()));
            one.await("cluster_state:ok", "CLUSTER", "INFO");
            two.await("cluster_state:ok", "CLUSTER", "INFO");
            one.await("8192-16383", "CLUSTER", "NODES");
            two.await("0-8191", "CLUSTER", "NODES");
            use("127.0.0.1::" + one.port() + "//");
            for (int i = 0; i < 20; i++) {
                assertThat(find("SET key" + i + " value" + i)).contains("OK");
            }
            use("127.0.0.1::" + two.port() + "//");
            for (int i = 0; i < 20; i++) {
                assertThat(find("GET key" + i)).contains("value" + i);
            }
        }
    }

    /// A certificate for localhost, signed by itself.
    private Path certificate(Path key) throws IOException {
        boolean there = Files.isExecutable(Path.of("/usr/bin/openssl"));
        Assumptions.assumeTrue(there, "skipped: no openssl");
        Path certificate = directory.resolve("cert.pem");
        RealRedis.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        return certificate;
    }

    private void use(String servers) {
        context.option(RedisOptions.SERVERS, servers);
    }

    private Optional<String> find(String query) throws IOException {
        LookupType type = (LookupType) plugin.contributions().getFirst();
        try (Lookup open = type.open("", List.of(), new TestCompiler(), context)) {
            return open.find(Text.trusted(query)).map(Lookup.Found::value);
        }
    }
}
