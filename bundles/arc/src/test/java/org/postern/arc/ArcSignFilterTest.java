package org.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Outgoing;
import org.postern.arc.ArcResult.State;
import org.postern.spi.Variable;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSettings;

@NullMarked
class ArcSignFilterTest {
    private final Town town = new Town();
    private final FakeDns dns = town.dns();
    private final ArcSignFilter filter = new ArcSignFilter();
    private final TestDelivery delivery = TestDelivery.to("bob@example.net");
    private final TestContext context = delivery.context().at(Town.NOW);

    @TempDir
    Path directory;

    @BeforeEach
    void write_the_key() throws IOException {
        Files.writeString(key(), town.pem());
    }

    private Path key() {
        return directory.resolve("arc.pem");
    }

    private String option() {
        return "lists.example.org : 2026a : " + key();
    }

    private Outgoing filtered(String message, String option) throws IOException, ExpansionException {
        TestMessage parsed = Arrival.message(message);
        Outgoing outgoing =
                new Outgoing(Address.NULL, parsed.headers(), parsed.body().orElseThrow());
        return filter.filter(
                outgoing, delivery, TestSettings.block("remote_smtp").set(ArcSignFilter.ARC_SIGN, option));
    }

    private static String text(Outgoing message) {
        StringBuilder body = new StringBuilder();
        try {
            message.body().writeTo(new HashStream((bytes, offset, length) -> {
                for (int i = offset; i < offset + length; i++) {
                    body.append((char) (bytes[i] & 0xff));
                }
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return message.headers().stream().map(Header::text).collect(Collectors.joining()) + "\r\n" + body;
    }

    private ArcResult result(Outgoing message) {
        return Arrival.result(text(message), dns, InstantSource.fixed(Town.NOW));
    }

    private List<String> log() {
        return context.log().lines(MailLog.Stream.MAIN);
    }

    @Test
    void comes_after_dkim() {
        assertThat(filter.order()).isEqualTo(200);
        assertThat(filter.driver()).isEqualTo("smtp");
    }

    @Test
    void seals_a_message_without_a_chain() throws Exception {
        Outgoing sealed = filtered(Town.MESSAGE, option());
        assertThat(sealed.headers().subList(0, 3))
                .extracting(Header::name)
                .containsExactly("ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results");
        assertThat(sealed.headers().getFirst().text())
                .contains("i=1; a=rsa-sha256; cv=none;")
                .doesNotContain("t=");
        assertThat(sealed.headers().get(2).value())
                .isEqualTo(
                        "i=1; lists.example.org;\r\n\tspf=pass smtp.mailfrom=example.org;\r\n\tdkim=pass (good) header.d=example.org");
        assertThat(result(sealed).state()).isEqualTo(State.PASS);
        assertThat(log()).isEmpty();
    }

    @Test
    void takes_all_of_our_own_results_and_those_of_nobody_else() throws Exception {
        Outgoing sealed = filtered(
                "Authentication-Results: LISTS.example.org 1; arc=none (no chain)\r\n"
                        + "Authentication-Results: mx.example.net; spf=fail\r\n" + Town.MESSAGE,
                option());
        assertThat(sealed.headers().get(2).value().replaceAll("\\s+", " "))
                .isEqualTo(
                        "i=1; lists.example.org; arc=none (no chain); spf=pass smtp.mailfrom=example.org; dkim=pass (good)"
                                + " header.d=example.org");
    }

    @Test
    void seals_what_was_found_when_the_message_came() throws Exception {
        String first = town.sealed(Town.MESSAGE);
        context.put(ArcCheck.RESULT, Arrival.result(first, dns, InstantSource.fixed(Town.NOW)));
        Outgoing sealed = filtered(first, option() + " : timestamps, expire=+60");
        assertThat(sealed.headers().getFirst().text()).contains("i=2; a=rsa-sha256; cv=pass;", "t=1767225600;");
        assertThat(sealed.headers().get(1).text()).contains("t=1767225600; x=1767225660;");
        assertThat(result(sealed)).isEqualTo(new ArcResult(State.PASS, "", 2, 1, List.of(Town.DOMAIN, Town.DOMAIN)));
    }

    @Test
    void seals_a_failure_by_itself_and_nothing_after_it() throws Exception {
        String broken = town.sealed(Town.MESSAGE).replace("Subject: ", "Subject: Re: ");
        context.put(ArcCheck.RESULT, Arrival.result(broken, dns, InstantSource.fixed(Town.NOW)));
        Outgoing sealed = filtered(broken, option());
        assertThat(sealed.headers().getFirst().text()).contains("i=2; a=rsa-sha256; cv=fail;");
        assertThat(result(sealed).reason()).isEqualTo("seal 2 says that the chain has failed");
        context.put(ArcCheck.RESULT, result(sealed));
        assertThat(filtered(text(sealed), option()).headers()).hasSameSizeAs(sealed.headers());
        assertThat(log()).singleElement().asString().endsWith("ARC: not sealed: the chain has ended with cv=fail");
    }

    @Test
    void does_not_seal_what_it_does_not_know() throws Exception {
        String first = town.sealed(Town.MESSAGE);
        int fields = Arrival.message(first).headers().size();
        assertThat(filtered(first, option()).headers()).hasSize(fields);
        dns.servfail(Town.KEY_NAME);
        context.put(ArcCheck.RESULT, Arrival.result(first, dns, InstantSource.fixed(Town.NOW)));
        assertThat(filtered(first, option()).headers()).hasSize(fields);
        assertThat(log())
                .hasSize(2)
                .allMatch(line -> line.endsWith("ARC: not sealed: what the chain is worth is not known"));
    }

    @Test
    void does_not_seal_another_chain_than_the_one_that_came() throws Exception {
        String first = town.sealed(Town.MESSAGE);
        context.put(ArcCheck.RESULT, Arrival.result(first, dns, InstantSource.fixed(Town.NOW)));
        String second = town.sealed(first);
        assertThat(filtered(second, option()).headers())
                .hasSameSizeAs(Arrival.message(second).headers());
        assertThat(log()).singleElement().asString().contains("the chain is not the one that came with the message");
    }

    @Test
    void takes_the_word_of_our_own_results_for_a_message_of_old() throws Exception {
        String first = town.sealed(Town.MESSAGE);
        Outgoing sealed = filtered("Authentication-Results: lists.example.org; arc=pass\r\n" + first, option());
        assertThat(result(sealed).state()).isEqualTo(State.PASS);
        assertThat(result(sealed).instances()).isEqualTo(2);
    }

    @Test
    void does_nothing_when_it_is_not_asked() throws Exception {
        context.contributions(List.of(Variable.of("forced", _ -> {
            throw new ExpansionException(ExpansionException.Kind.FORCED, "forced");
        })));
        int fields = Arrival.message(Town.MESSAGE).headers().size();
        assertThat(filtered(Town.MESSAGE, "").headers()).hasSize(fields);
        assertThat(filtered(Town.MESSAGE, "$forced").headers()).hasSize(fields);
        assertThat(log()).isEmpty();
    }

    @Test
    void defers_when_the_option_cannot_be_expanded() {
        context.contributions(List.of(Variable.of("broken", _ -> {
            throw ExpansionException.defer("no answer");
        })));
        assertThatThrownBy(() -> filtered(Town.MESSAGE, "$broken")).isInstanceOf(ExpansionException.class);
    }

    @Test
    void sends_the_message_as_it_is_when_it_cannot_be_sealed() throws Exception {
        context.variable("dirty", Text.tainted(option()));
        Files.writeString(directory.resolve("bad.pem"), "no key\n");
        String unmarked = Town.MESSAGE.replace("lists.example.org; spf", "other.example.org; spf");
        String unreadable = Town.MESSAGE.replace("spf=pass", "spf=pass;");
        for (List<String> trial : List.of(
                List.of("a : b", Town.MESSAGE, "arc_sign is not ADMD : SELECTOR : KEY [ : OPTIONS ]"),
                List.of("a : : /c", Town.MESSAGE, "arc_sign is not ADMD : SELECTOR : KEY [ : OPTIONS ]"),
                List.of(option() + " : nonsense", Town.MESSAGE, "no such option of arc_sign: nonsense"),
                List.of(option() + " : expire=soon", Town.MESSAGE, "not a time in expire= of arc_sign: soon"),
                List.of("lists.example.org : x : /nowhere/k", Town.MESSAGE, "the private key cannot be read"),
                List.of("lists.example.org : x : " + directory + "/bad.pem", Town.MESSAGE, "the private key: "),
                List.of("lists.example.org : a b : " + key(), Town.MESSAGE, "not a name in s="),
                List.of("$dirty", Town.MESSAGE, "arc_sign is tainted"),
                List.of(option(), unmarked, "no Authentication-Results field of lists.example.org"),
                List.of(
                        option(),
                        unreadable,
                        "no Authentication-Results field of lists.example.org that can be read"))) {
            Outgoing same = filtered(trial.get(1), trial.getFirst());
            assertThat(text(same)).isEqualTo(trial.get(1));
            assertThat(log().getLast())
                    .contains("ARC: not sealed: " + trial.get(2))
                    .doesNotContain("BEGIN");
        }
    }

    @Test
    void leaves_a_field_out_that_cannot_be_read_and_says_so() throws Exception {
        Outgoing sealed = filtered("Authentication-Results: lists.example.org; =\r\n" + Town.MESSAGE, option());
        assertThat(result(sealed).state()).isEqualTo(State.PASS);
        assertThat(log()).singleElement().asString().contains("is left out: not a keyword at position");
    }

    @Test
    void stops_at_fifty_sets() throws Exception {
        String chain = Town.MESSAGE;
        for (int i = 0; i < 50; i++) {
            chain = town.sealed(chain);
        }
        ArcResult result = Arrival.result(chain, dns, InstantSource.fixed(Town.NOW));
        assertThat(result.state()).isEqualTo(State.PASS);
        assertThat(result.instances()).isEqualTo(50);
        context.put(ArcCheck.RESULT, result);
        assertThat(filtered(chain, option()).headers())
                .hasSameSizeAs(Arrival.message(chain).headers());
        assertThat(log()).singleElement().asString().contains("the chain has 50 sets already");
    }

    @Test
    void signs_with_a_key_in_the_option_and_with_ed25519() throws Exception {
        Town other = new Town("Ed25519", 0);
        context.variable("key", other.pem());
        Outgoing sealed = filtered(Town.MESSAGE, "lists.example.org : 2026a : $key");
        assertThat(sealed.headers().getFirst().text()).contains("a=ed25519-sha256");
        assertThat(Arrival.result(text(sealed), other.dns(), InstantSource.fixed(Town.NOW))
                        .state())
                .isEqualTo(State.PASS);
    }

    @Test
    void reads_a_key_file_again_when_it_has_changed() throws Exception {
        filtered(Town.MESSAGE, option());
        FileTime before = Files.getLastModifiedTime(key());
        Files.write(key(), new byte[(int) Files.size(key())]);
        Files.setLastModifiedTime(key(), before);
        assertThat(filtered(Town.MESSAGE, option()).headers().getFirst().is("ARC-Seal"))
                .isTrue();
        Town other = new Town();
        Files.writeString(key(), other.pem());
        Files.setLastModifiedTime(key(), FileTime.from(before.toInstant().plusSeconds(1)));
        Outgoing sealed = filtered(Town.MESSAGE, option());
        assertThat(Arrival.result(text(sealed), other.dns(), InstantSource.fixed(Town.NOW))
                        .state())
                .isEqualTo(State.PASS);
    }

    @Test
    void keeps_lines_short() throws Exception {
        Message message = Arrival.message(text(filtered(Town.MESSAGE, option() + " : timestamps, expire")));
        assertThat(message.headers().stream().flatMap(field -> field.text().lines()))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}
