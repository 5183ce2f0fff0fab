package org.postern.lookupredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisServerTest {
    @Test
    void has_a_host_a_database_and_a_password() throws IOException {
        RedisServer server = RedisServer.parse("redis.example:6380/10/pass word");
        assertThat(server.place()).isEqualTo(new RedisServer.Place.Tcp("redis.example", Optional.of(6380)));
        assertThat(server.database()).isEqualTo(10);
        assertThat(server.password()).isEqualTo("pass word");
    }

    @Test
    void database_and_password_may_be_empty() throws IOException {
        assertThat(RedisServer.parse("127.0.0.1//"))
                .isEqualTo(new RedisServer(new RedisServer.Place.Tcp("127.0.0.1", Optional.empty()), 0, ""));
    }

    @Test
    void a_socket_stands_in_parentheses() throws IOException {
        assertThat(RedisServer.parse("localhost(/run/redis/redis.sock)/2/").place())
                .isEqualTo(new RedisServer.Place.Unix(Path.of("/run/redis/redis.sock")));
        assertThat(RedisServer.parse("(/run/redis.sock)//secret").password()).isEqualTo("secret");
    }

    @Test
    void an_ipv6_address_stands_in_brackets() throws IOException {
        assertThat(RedisServer.parse("[::1]:6380//").place())
                .isEqualTo(new RedisServer.Place.Tcp("::1", Optional.of(6380)));
    }

    @Test
    void does_not_show_its_password() throws IOException {
        assertThat(RedisServer.parse("127.0.0.1:6380/1/secret")).hasToString("127.0.0.1:6380");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, incomplete Redis server data: 127.0.0.1",
        "127.0.0.1/1, incomplete Redis server data: 127.0.0.1",
        "a/b/1/p, unexpected slash in Redis server hostname: a/b",
        "127.0.0.1/x/, not the number of a Redis database: x",
        "::1//, not a HOST or HOST:PORT of a Redis server: ::1",
        "a:99999//, no such port of a Redis server: a:99999"
    })
    void says_what_is_wrong(String item, String error) {
        assertThatThrownBy(() -> RedisServer.parse(item))
                .isInstanceOf(IOException.class)
                .hasMessage(error);
    }

    @Test
    void a_name_without_a_slash_stands_for_a_server_of_the_option() throws IOException {
        ServerList list = new ServerList(Optional.of("one/1/a : two/2/b"));
        assertThat(list.choose(Optional.of("two"))).isEqualTo(List.of(RedisServer.parse("two/2/b")));
        assertThatThrownBy(() -> list.choose(Optional.of("three")))
                .hasMessage("Redis server \"three\" not found in redis_servers");
    }

    @Test
    void without_a_server_there_is_a_clear_error() {
        assertThatThrownBy(() -> new ServerList(Optional.empty()).choose(Optional.empty()))
                .hasMessage("no Redis servers defined (redis_servers option)");
    }
}
