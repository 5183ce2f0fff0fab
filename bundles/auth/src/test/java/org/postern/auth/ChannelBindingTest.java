package org.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChannelBindingTest {
    @Test
    void tls_exporter_is_32_bytes_under_the_label_of_rfc_9266() {
        List<String> asked = new ArrayList<>();
        ChannelBinding binding = new ChannelBinding(
                (label, length) -> {
                    asked.add(label + " " + length);
                    return Optional.of(new byte[length]);
                },
                Optional.empty());
        assertThat(binding.data("tls-exporter")).contains(new byte[32]);
        assertThat(asked).containsExactly("EXPORTER-Channel-Binding 32");
        assertThat(binding.type()).contains("tls-exporter");
    }

    @Test
    void a_connection_in_clear_has_none() {
        ChannelBinding binding = new ChannelBinding((_, _) -> Optional.empty(), Optional.empty());
        assertThat(binding.type()).isEmpty();
        assertThat(binding.data("tls-exporter")).isEmpty();
        assertThat(binding.data("tls-server-end-point")).isEmpty();
        assertThat(binding.data("tls-unique")).isEmpty();
    }
}
