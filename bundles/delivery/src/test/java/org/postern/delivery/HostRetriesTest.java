package org.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Host;

class HostRetriesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

    private final HostRetries retries = new HostRetries();

    @Test
    void a_host_that_failed_waits_until_its_time() {
        Host host = Host.of("mx.example.com", ADDRESS);
        retries.failed(host, NOW, since -> since.plus(Duration.ofMinutes(5)));
        assertThat(retries.due(List.of(host), NOW)).isEmpty();
        assertThat(retries.due(List.of(host), NOW.plus(Duration.ofMinutes(5)))).containsExactly(host);
        retries.worked(host);
        assertThat(retries.due(List.of(host), NOW)).containsExactly(host);
    }

    @Test
    void trouble_with_an_address_under_one_name_does_not_stop_mail_under_another() {
        Host other = Host.of("mx.example.org", ADDRESS);
        retries.failed(Host.of("mx.example.com", ADDRESS), NOW, since -> since.plus(Duration.ofMinutes(5)));
        assertThat(retries.due(List.of(other), NOW)).containsExactly(other);
        assertThat(retries.due(List.of(Host.of("MX.example.com", ADDRESS)), NOW))
                .isEmpty();
    }
}
