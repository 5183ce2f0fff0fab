package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.UserPrincipal;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class PeersTest {
    private final Peers peers = new Peers(new User("postern"));

    @Test
    void admits_the_user_of_the_server_and_root() {
        assertThat(peers.admits(new User("postern"))).isTrue();
        assertThat(peers.admits(new User("root"))).isTrue();
    }

    @Test
    void refuses_others() {
        assertThat(peers.admits(new User("postern2"))).isFalse();
        assertThat(peers.admits(new User(""))).isFalse();
    }

    private record User(String name) implements UserPrincipal {
        @Override
        public String getName() {
            return name;
        }
    }
}
