package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Text;

class ServerChoiceTest {
    private static final List<String> MAIN = List.of("a.example/db/u/p", "b.example:33/db/u/p", "c(/sock)/db/u/p");

    private static ServerChoice choose(String query) throws IOException {
        return ServerChoice.of(Text.trusted(query), Optional.empty(), MAIN, "MySQL");
    }

    @Test
    void all_servers_of_the_option_are_asked() throws IOException {
        assertThat(choose(" select 1")).isEqualTo(new ServerChoice(MAIN, "select 1"));
    }

    @Test
    void a_query_names_its_servers_in_the_older_way() throws IOException {
        assertThat(choose("servers = b.example:x/db/u/p; select ';'"))
                .isEqualTo(new ServerChoice(List.of("b.example:33/db/u/p", "x/db/u/p"), "select ';'"));
    }

    @Test
    void an_option_names_them() throws IOException {
        assertThat(ServerChoice.of(Text.trusted("select 1"), Optional.of("c:a.example"), MAIN, "MySQL"))
                .isEqualTo(new ServerChoice(List.of("c(/sock)/db/u/p", "a.example/db/u/p"), "select 1"));
    }

    @Test
    void a_name_must_be_in_the_option_as_a_whole() {
        assertThatThrownBy(() -> choose("servers=a.exam; select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("MySQL server \"a.exam\" not found in mysql_servers");
    }

    @Test
    void syntax_errors_are_said_as_exim_does() {
        assertThatThrownBy(() -> choose("servers a; select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("missing = after \"servers\" in MySQL lookup");
        assertThatThrownBy(() -> choose("servers=a select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("missing ; after \"servers=\" in MySQL lookup");
    }

    @Test
    void a_query_is_shown_without_its_servers() {
        assertThat(ServerChoice.withoutPasswords(" servers=a/db/u/secret; select 1"))
                .isEqualTo("servers=...; select 1");
        assertThat(ServerChoice.withoutPasswords("select 1; select 2")).isEqualTo("select 1; select 2");
    }

    @Test
    void strangers_choose_no_servers() {
        Text query = Text.tainted("servers=evil.example/d/u/p; select 1");
        assertThatThrownBy(() -> ServerChoice.of(query, Optional.empty(), MAIN, "MySQL"))
                .isInstanceOf(IOException.class)
                .hasMessage("tainted servers in MySQL lookup");
    }
}
