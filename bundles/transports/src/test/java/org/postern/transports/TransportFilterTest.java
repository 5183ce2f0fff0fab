package org.postern.transports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class TransportFilterTest {
    @TempDir
    Path home;

    private final TransportFilter filter = new TransportFilter();

    private String filtered(String command, TestDelivery delivery) throws IOException, ExpansionException {
        TestSettings settings = TestSettings.block("smtp").set(TransportFilter.COMMAND, command);
        Outgoing message = filter.filter(delivery.outgoing(), delivery, settings);
        StringBuilder text = new StringBuilder();
        message.headers().stream().map(Header::text).forEach(text::append);
        try (InputStream in = message.body().open()) {
            text.append("\r\n").append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Test
    void what_the_program_writes_is_the_message() throws Exception {
        assertThat(filtered(
                        "/bin/sed s/ello/i/", TestDelivery.to("a@example.org").body("Hello\r\n\r\n.\r\n")))
                .isEqualTo("Subject: hi\r\n\r\nHi\r\n\r\n.\r\n");
    }

    @Test
    void the_recipients_can_be_words_of_the_command() throws Exception {
        Path script = Files.writeString(home.resolve("script"), "#!/bin/sh\necho X-To: $1; cat\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(filtered(script + " $pipe_addresses", TestDelivery.to("a@example.org")))
                .isEqualTo("X-To: a@example.org\r\nSubject: hello\r\n\r\nHello\r\n");
    }

    @Test
    void an_empty_command_filters_nothing() throws Exception {
        TestDelivery delivery = TestDelivery.to("a@example.org");
        delivery.context().variable("none", "");
        assertThat(filtered("$none", delivery)).isEqualTo("Subject: hello\r\n\r\nHello\r\n");
        assertThat(filter.filter(delivery.outgoing(), delivery, TestSettings.block("smtp")))
                .isEqualTo(delivery.outgoing());
    }

    @Test
    void a_program_that_fails_or_is_not_there_defers() {
        TestDelivery delivery = TestDelivery.to("a@example.org");
        assertThatThrownBy(() -> filtered("/bin/false", delivery)).hasMessage("transport filter process failed (1)");
        assertThatThrownBy(() -> filtered("/no/such", delivery))
                .hasMessage("\"/no/such\" command not found for transport filter");
        delivery.context().variable("evil", Text.tainted("/bin/cat"));
        assertThatThrownBy(() -> filtered("$evil", delivery)).hasMessageContaining("Tainted '/bin/cat'");
    }
}
