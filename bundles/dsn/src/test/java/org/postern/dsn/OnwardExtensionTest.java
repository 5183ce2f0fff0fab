package org.postern.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension.Use;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class OnwardExtensionTest {
    private static final Host MX = Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.1"));
    private static final Capabilities ABLE = Capabilities.of(List.of("mx.example.org", "DSN"));
    private static final TestRecipient ANN = TestRecipient.of("ann@example.org")
            .parameter("NOTIFY", "SUCCESS,DELAY")
            .parameter("ORCPT", "rfc822;a@b");
    private static final TestRecipient LAST =
            TestRecipient.of("last@example.org").parameter("NOTIFY", "SUCCESS").fact("dsn_lasthop", "true");

    private static Use use(Capabilities capabilities, TestDelivery delivery) {
        return new OnwardExtension().use(MX, capabilities, delivery, TestSettings.block("remote_smtp"));
    }

    private static Use.With with(TestDelivery delivery) {
        Use use = use(ABLE, delivery);
        assertThat(use).isInstanceOf(Use.With.class);
        return (Use.With) use;
    }

    @Test
    void what_the_sender_wants_to_hear_goes_onward() {
        Use.With with = with(TestDelivery.to("plain@example.org")
                .recipient(ANN)
                .parameter("RET", "HDRS")
                .parameter("ENVID", "QQ+2B314159")
                .parameter("SIZE", "100"));

        assertThat(with.mail()).isEqualTo(Map.of("RET", "HDRS", "ENVID", "QQ+2B314159"));
        assertThat(with.recipient().of(ANN))
                .isEqualTo(Map.of("NOTIFY", Optional.of("SUCCESS,DELAY"), "ORCPT", Optional.of("rfc822;a@b")));
        assertThat(with.recipient().reportsOnward(ANN)).isTrue();
        assertThat(with.recipient().of(TestRecipient.of("plain@example.org"))).isEmpty();
        assertThat(with.repliesPerRecipient()).isFalse();
    }

    @Test
    void the_last_hop_that_is_to_know_reports_itself() {
        assertThat(use(ABLE, TestDelivery.to().recipient(LAST))).isEqualTo(new Use.No());

        Use.With with = with(TestDelivery.to().recipient(LAST).recipient(ANN));
        assertThat(with.recipient().of(LAST)).isEmpty();
        assertThat(with.recipient().reportsOnward(LAST)).isFalse();
        assertThat(with.recipient().reportsOnward(ANN)).isTrue();
    }

    @Test
    void a_server_that_does_not_offer_it_is_told_nothing() {
        Capabilities unable = Capabilities.of(List.of("mx.example.org", "SIZE 1000"));

        assertThat(use(unable, TestDelivery.to().recipient(ANN).parameter("RET", "FULL")))
                .isEqualTo(new Use.No());
    }
}
