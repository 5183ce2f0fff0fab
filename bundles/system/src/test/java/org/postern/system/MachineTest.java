package org.postern.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class MachineTest {
    @Test
    void is_what_the_command_line_says() {
        Machine machine = new Machine(Optional.of("mx.example.org"), Optional.of("192.0.2.1; 2001:db8::1"));
        assertThat(machine.name()).isEqualTo("mx.example.org");
        assertThat(machine.contains(InetAddress.ofLiteral("2001:db8::1"))).isTrue();
        assertThat(machine.contains(InetAddress.ofLiteral("192.0.2.2"))).isFalse();
    }

    @Test
    void otherwise_asks_the_operating_system() {
        Machine machine = new Machine(Optional.empty(), Optional.empty());
        assertThat(machine.name()).isNotEmpty();
        assertThat(machine.addresses()).contains(InetAddress.getLoopbackAddress());
    }
}
