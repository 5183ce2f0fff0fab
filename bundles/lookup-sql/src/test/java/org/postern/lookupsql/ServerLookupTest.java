package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Text;
import org.postern.spi.Contribution;
import org.postern.testkit.TestSettings;

class ServerLookupTest {
    private final Asking asking = new Asking();

    @AfterEach
    void close() {
        asking.close();
    }

    @Test
    void the_plugin_has_three_lookups() {
        assertThat(asking.plugin().contributions().stream()
                        .map(Contribution::name)
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of("pgsql", "mysql", "sqlite"));
    }

    @Test
    void a_pool_has_a_connection() {
        assertThatThrownBy(
                        () -> asking.plugin().check(TestSettings.block("main").set(SqlOptions.POOL_SIZE, "0")))
                .hasMessageContaining("must be at least 1");
    }

    @Test
    void without_servers_the_lookup_defers() {
        assertThatThrownBy(() -> asking.ask("pgsql", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("no PostgreSQL servers defined (pgsql_servers option)");
        assertThatThrownBy(() -> asking.ask("mysql", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("no MySQL servers defined (mysql_servers option)");
    }

    @Test
    void a_server_that_is_incomplete_defers() {
        assertThatThrownBy(() -> asking.ask("pgsql,servers=127.0.0.1/a/secret", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("incomplete pgSQL server data: 127.0.0.1/a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgsql", "mysql"})
    void a_server_that_is_down_defers(String type) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> asking.ask(type + ",servers=127.0.0.1::" + port + "/d/u/secret", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(type.toUpperCase(java.util.Locale.ROOT) + " connection failed: ")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pgsql", "mysql"})
    void a_server_that_says_nothing_defers_in_time(String type) throws IOException {
        asking.context.option(SqlOptions.CONNECT_TIMEOUT, "1s").option(SqlOptions.QUERY_TIMEOUT, "1s");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String server = "127.0.0.1::" + silent.getLocalPort() + "/d/u/p";
            assertThatThrownBy(() -> asking.ask(type + ",servers=" + server, "select 1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(" connection failed: ");
        }
    }

    @Test
    void strangers_choose_no_servers() {
        assertThatThrownBy(() -> asking.ask("mysql", Text.tainted("servers=evil.example/d/u/p; select 1")))
                .isInstanceOf(IOException.class)
                .hasMessage("tainted servers in MySQL lookup");
    }
}
