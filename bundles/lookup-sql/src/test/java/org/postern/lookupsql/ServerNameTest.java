package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerNameTest {
    @Test
    void has_host_port_database_user_and_password() throws IOException {
        assertThat(ServerName.parse("db.example:5433/mail/exim/secret", "pgSQL"))
                .isEqualTo(new ServerName(
                        "db.example", 5433, Optional.empty(), Optional.empty(), "mail", "exim", "secret"));
    }

    @Test
    void all_but_the_slashes_may_be_missing() throws IOException {
        assertThat(ServerName.parse("///", "pgSQL"))
                .isEqualTo(new ServerName("", 0, Optional.empty(), Optional.empty(), "", "", ""));
    }

    @Test
    void a_socket_stands_in_parentheses() throws IOException {
        assertThat(ServerName.parse("(/run/postgresql/.s.PGSQL.5432)/mail/exim/secret", "pgSQL")
                        .socket())
                .contains("/run/postgresql/.s.PGSQL.5432");
    }

    @Test
    void mysql_has_a_socket_and_a_group() throws IOException {
        assertThat(ServerName.parse("localhost(/run/mysqld.sock)[exim]/mail/u/p", "MySQL"))
                .isEqualTo(new ServerName(
                        "localhost", 0, Optional.of("/run/mysqld.sock"), Optional.of("exim"), "mail", "u", "p"));
    }

    @Test
    void an_address_of_ipv6_stands_in_brackets() throws IOException {
        ServerName server = ServerName.parse("[2001:db8::1]:5433/mail/u/p", "pgSQL");
        assertThat(server.host()).isEqualTo("[2001:db8::1]");
        assertThat(server.port()).isEqualTo(5433);
    }

    @Test
    void what_is_incomplete_is_said_without_the_password() {
        assertThatThrownBy(() -> ServerName.parse("127.0.0.1/mail/secret", "pgSQL"))
                .isInstanceOf(IOException.class)
                .hasMessage("incomplete pgSQL server data: 127.0.0.1/mail");
    }

    @Test
    void a_slash_in_the_host_is_refused() {
        assertThatThrownBy(() -> ServerName.parse("db/example/mail/u/p", "MySQL"))
                .isInstanceOf(IOException.class)
                .hasMessage("unexpected slash in MySQL server hostname: db/example");
    }

    @Test
    void a_port_is_a_number() {
        assertThatThrownBy(() -> ServerName.parse("db:65536/mail/u/p", "MySQL"))
                .isInstanceOf(IOException.class)
                .hasMessage("bad port in MySQL server data: 65536");
    }

    @Test
    void never_shows_the_password() throws IOException {
        assertThat(ServerName.parse("db:1/mail/exim/secret", "MySQL")).hasToString("db:1/mail/exim");
    }
}
