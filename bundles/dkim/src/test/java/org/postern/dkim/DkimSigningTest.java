package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.signatures.KeyRing;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

@NullMarked
class DkimSigningTest {
    private static final TestKeys RSA = TestKeys.rsa(2048);
    private static final TestKeys ED25519 = TestKeys.ed25519();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final FakeDns dns = new FakeDns()
            .txt("rsa._domainkey.example.org", RSA.record())
            .txt("ed._domainkey.example.org", ED25519.record())
            .txt("rsa._domainkey.example.net", RSA.record());
    private final TestDelivery delivery = TestDelivery.to("you@remote.example")
            .header("From", "me@example.org")
            .header("To", "you@remote.example")
            .header("Received", "one")
            .header("Received", "two")
            .body("Hello  World \r\n\r\n\r\n");
    private final DkimSigning signing = new DkimSigning(new KeyRing());

    DkimSigningTest() {
        delivery.context().contributions(List.copyOf(DkimVariables.all()));
    }

    private TestSettings settings() {
        return TestSettings.block("remote")
                .set(DkimOptions.DOMAIN, "Example.ORG")
                .set(DkimOptions.SELECTOR, "rsa")
                .set(DkimOptions.PRIVATE_KEY, RSA.pem());
    }

    private Outgoing sent(TestSettings settings) throws Exception {
        return signing.filter(delivery.outgoing(), delivery, settings);
    }

    private String text(Outgoing message) throws IOException {
        StringBuilder text = new StringBuilder();
        message.headers().forEach(field -> text.append(field.text()));
        return text + "\r\n"
                + new String(message.body().open().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private List<Finding> findings(Outgoing message) throws IOException {
        return Verify.findings(text(message), dns, NOW);
    }

    private static String unfolded(Header field) {
        return field.value().replaceAll("\r\n\\s+:", ":").replaceAll("\r\n\\s+", " ");
    }

    private List<String> panic() {
        return delivery.context().log().lines(MailLog.Stream.PANIC);
    }

    @Test
    void signs_what_the_options_say() throws Exception {
        Outgoing message = sent(settings());
        assertThat(message.headers()).hasSize(delivery.outgoing().headers().size() + 1);
        assertThat(unfolded(message.headers().getFirst()))
                .startsWith("v=1; a=rsa-sha256; q=dns/txt; c=relaxed/relaxed; d=example.org; s=rsa; h=From:Sender:");
        assertThat(message.headers().getFirst().text().lines()).allMatch(line -> line.length() <= 78);
        assertThat(findings(message)).containsExactly(Finding.PASS);
    }

    @Test
    void signs_nothing_that_is_not_asked_for() throws Exception {
        for (String key : List.of("", "0", "false", " False ")) {
            assertThat(sent(settings().set(DkimOptions.PRIVATE_KEY, key)).headers())
                    .isEqualTo(delivery.outgoing().headers());
        }
        assertThat(sent(TestSettings.block("remote"))).isEqualTo(delivery.outgoing());
        assertThat(sent(settings().set(DkimOptions.DOMAIN, "")).headers())
                .isEqualTo(delivery.outgoing().headers());
        assertThat(sent(settings().set(DkimOptions.SELECTOR, "").set(DkimOptions.STRICT, "true"))
                        .headers())
                .isEqualTo(delivery.outgoing().headers());
        assertThat(panic()).isEmpty();
    }

    @Test
    void signs_once_for_each_domain_and_selector() throws Exception {
        Files.writeString(directory.resolve("rsa"), RSA.pem());
        Files.writeString(directory.resolve("ed"), ED25519.pem());
        Outgoing message = sent(settings()
                .set(DkimOptions.DOMAIN, "example.org : example.net : EXAMPLE.org")
                .set(DkimOptions.SELECTOR, "rsa : ed")
                .set(DkimOptions.PRIVATE_KEY, directory + "/$dkim_selector"));
        assertThat(message.headers().subList(0, 4))
                .extracting(field -> unfolded(field).replaceAll(".* d=(\\S+); s=(\\w+);.*", "$1 $2"))
                .containsExactly("example.org rsa", "example.org ed", "example.net rsa", "example.net ed");
        assertThat(findings(message)).containsExactly(Finding.PASS, Finding.PASS, Finding.PASS, Finding.KEY_MISSING);
        assertThat(delivery.context().variable("dkim_domain").map(Text::value)).contains("");
    }

    @Test
    void heeds_the_options_for_the_signature() throws Exception {
        Outgoing message = sent(settings()
                .set(DkimOptions.CANON, "simple")
                .set(DkimOptions.HASH, "sha512")
                .set(DkimOptions.IDENTITY, "a b;c@sub.example.org")
                .set(DkimOptions.SIGN_HEADERS, "From : =Received : +To : Subject : Missing : =None : +None")
                .set(DkimOptions.TIMESTAMPS, "3600"));
        assertThat(unfolded(message.headers().getFirst()))
                .startsWith("v=1; a=rsa-sha512; q=dns/txt; c=simple/simple; d=example.org; s=rsa;"
                        + " i=a=20b=3Bc@sub.example.org; t=1767225600; x=1767229200;"
                        + " h=From:Received:Received:To:To:Subject:Missing:None; bh=");
        assertThat(findings(message)).containsExactly(Finding.PASS);
        assertThat(unfolded(sent(settings().set(DkimOptions.TIMESTAMPS, "0"))
                        .headers()
                        .getFirst()))
                .contains(" t=1767225600; h=");
    }

    @Test
    void always_signs_from() throws Exception {
        assertThat(unfolded(sent(settings().set(DkimOptions.SIGN_HEADERS, "Subject"))
                        .headers()
                        .getFirst()))
                .contains(" h=From:Subject;");
    }

    @Test
    void sends_without_a_signature_what_cannot_be_signed_and_says_why() throws Exception {
        assertThat(sent(settings().set(DkimOptions.PRIVATE_KEY, directory + "/none"))
                        .headers())
                .isEqualTo(delivery.outgoing().headers());
        assertThat(panic())
                .singleElement()
                .asString()
                .startsWith("DKIM: message could not be signed for example.org, rsa: ")
                .contains(directory + "/none");
    }

    @Test
    void defers_what_cannot_be_signed_if_it_must_be() {
        TestSettings strict =
                settings().set(DkimOptions.PRIVATE_KEY, directory + "/none").set(DkimOptions.STRICT, "$yes");
        delivery.context().variable("yes", "1");
        assertThatThrownBy(() -> sent(strict))
                .isInstanceOf(IOException.class)
                .hasMessage("message could not be signed, and dkim_strict is set. Deferring message delivery.");
        TestSettings broken = settings().set(DkimOptions.DOMAIN, "$nonsense").set(DkimOptions.STRICT, "true");
        assertThatThrownBy(() -> sent(broken)).isInstanceOf(IOException.class);
    }

    @Test
    void goes_on_with_other_signatures_when_one_cannot_be_made() throws Exception {
        Files.writeString(directory.resolve("ed"), ED25519.pem());
        Outgoing message = sent(settings()
                .set(DkimOptions.SELECTOR, "rsa : ed")
                .set(DkimOptions.PRIVATE_KEY, directory + "/$dkim_selector"));
        assertThat(findings(message)).containsExactly(Finding.PASS);
        assertThat(panic()).hasSize(1);
    }

    @Test
    void never_logs_a_key() throws Exception {
        String damaged = RSA.pem().replaceFirst("M", "*");
        sent(settings().set(DkimOptions.PRIVATE_KEY, damaged));
        sent(settings().set(DkimOptions.PRIVATE_KEY, RSA.pem().substring(0, 400)));
        sent(settings().set(DkimOptions.PRIVATE_KEY, "c2VjcmV0c2VjcmV0"));
        assertThat(panic()).hasSize(3).allMatch(line -> line.contains("not a private key"));
        String secret = RSA.pem().lines().skip(1).findFirst().orElseThrow();
        assertThat(panic()).noneMatch(line -> line.contains(secret.substring(5, 25)) || line.contains("c2Vj"));
    }

    @Test
    void refuses_the_name_of_a_file_that_a_stranger_chose() throws Exception {
        delivery.context().variable("sender_domain", Text.tainted("etc/passwd"));
        sent(settings().set(DkimOptions.PRIVATE_KEY, "/$sender_domain"));
        assertThat(panic()).singleElement().asString().contains("Tainted file name '/etc/passwd' not permitted");
    }

    @Test
    void says_which_options_are_wrong() throws Exception {
        sent(settings().set(DkimOptions.HASH, "sha1"));
        sent(settings().set(DkimOptions.CANON, "nofws"));
        sent(settings().set(DkimOptions.TIMESTAMPS, "soon"));
        sent(settings().set(DkimOptions.DOMAIN, "no domain;v=2"));
        sent(settings().set(DkimOptions.SELECTOR, "a;b"));
        sent(settings().set(DkimOptions.PRIVATE_KEY, ED25519.pem()).set(DkimOptions.HASH, "sha512"));
        assertThat(panic().stream()
                        .map(line -> line.replaceAll("^DKIM: message could not be signed for .*?, .*?: ", "")))
                .containsExactly(
                        "dkim_hash: nothing is signed with sha1 and a key of kind rsa",
                        "dkim_canon: neither simple nor relaxed: nofws",
                        "dkim_timestamps: not a number of seconds: soon",
                        "not a name in d=",
                        "not a name in s=",
                        "dkim_hash: nothing is signed with sha512 and a key of kind ed25519");
    }

    @Test
    void signs_a_domain_in_utf8_as_a_labels() throws Exception {
        assertThat(unfolded(sent(settings().set(DkimOptions.DOMAIN, "B\u00c3\u00bccher.example"))
                        .headers()
                        .getFirst()))
                .contains(" d=xn--bcher-kva.example;");
    }

    @Test
    void reads_a_key_once_while_its_file_does_not_change() throws Exception {
        KeyRing ring = new KeyRing();
        Path file = directory.resolve("key");
        Files.writeString(file, RSA.pem());
        var first = ring.key(file.toString());
        assertThat(ring.key(file.toString())).isSameAs(first);
        Files.writeString(file, ED25519.pem());
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        assertThat(ring.key(file.toString())).isNotSameAs(first).hasToString("ed25519 256");
        assertThat(ring.key(RSA.pem())).isSameAs(ring.key(RSA.pem()));
    }

    @Test
    void a_signature_covers_what_leaves_and_what_is_added_breaks_it() throws Exception {
        TestSettings over = settings().set(DkimOptions.SIGN_HEADERS, "+From:+Subject");
        Outgoing message = sent(over);
        assertThat(findings(message)).containsExactly(Finding.PASS);
        assertThat(findings(message.withFirst(new Header("From: evil@example.com\r\n"))))
                .containsExactly(Finding.SIGNATURE_WRONG);
    }
}
