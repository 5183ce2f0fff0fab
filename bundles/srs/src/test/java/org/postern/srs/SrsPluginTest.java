package org.postern.srs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.spi.Contribution;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.ExpansionItem;
import org.postern.testkit.TestArguments;
import org.postern.testkit.TestContext;

class SrsPluginTest {
    private static final Instant NOW = Instant.parse("2020-01-01T00:01:00Z");

    private final TestContext context = TestContext.create().at(NOW);

    private static <C extends Contribution> C find(Class<C> kind) {
        return new SrsPlugin()
                .contributions().stream()
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .findFirst()
                        .orElseThrow();
    }

    private String encode(String... arguments) throws ExpansionException {
        return find(ExpansionItem.class)
                .expand(TestArguments.of(arguments), context)
                .value();
    }

    private boolean inbound(String localPart, String secret) throws ExpansionException {
        return find(ExpansionCondition.class).test(TestArguments.of(localPart, secret), context);
    }

    private String recipient() throws ExpansionException {
        return SrsVariables.all().getFirst().read(context).orElseThrow().value();
    }

    private static String localPart(String address) {
        return address.substring(0, address.lastIndexOf('@'));
    }

    @Test
    void a_sender_is_rewritten_and_found_again() throws ExpansionException {
        String rewritten = encode("foo", "user@host.tld", "forwarder.example");
        assertThat(rewritten).isEqualTo("SRS0=l88n=2W=host.tld=user@forwarder.example");
        assertThat(inbound(localPart(rewritten), "foo")).isTrue();
        assertThat(recipient()).isEqualTo("user@host.tld");
    }

    @Test
    void a_bounce_comes_home_through_three_forwarders() throws ExpansionException {
        String first = encode("one", "user@host.tld", "one.example");
        String second = encode("two", first, "two.example");
        String third = encode("three", second, "three.example");
        assertThat(third).startsWith("SRS1=").endsWith("@three.example").hasSameSizeAs(second.replace("two", "three"));
        assertThat(inbound(localPart(third), "three")).isTrue();
        assertThat(recipient()).isEqualTo(first);
        assertThat(inbound(localPart(recipient()), "one")).isTrue();
        assertThat(recipient()).isEqualTo("user@host.tld");
    }

    @Test
    void the_empty_return_path_stays_empty() throws ExpansionException {
        assertThat(encode("foo", "", "forwarder.example")).isEmpty();
    }

    @Test
    void a_quoted_local_part_stays_quoted() throws ExpansionException {
        String rewritten = encode("foo", "\"a b\"@host.tld", "forwarder.example");
        assertThat(rewritten).startsWith("\"SRS0=").endsWith("=host.tld=a b\"@forwarder.example");
        assertThat(inbound(localPart(rewritten), "foo")).isTrue();
        assertThat(recipient()).isEqualTo("\"a b\"@host.tld");
    }

    /// `$local_part` has no quotes.
    @Test
    void a_local_part_that_needs_quotes_gets_them_back() throws ExpansionException {
        String rewritten = localPart(encode("foo", "\"a \\\" b\"@host.tld", "forwarder.example"));
        assertThat(inbound(LocalParts.unquoted(rewritten), "foo")).isTrue();
        assertThat(recipient()).isEqualTo("\"a \\\" b\"@host.tld");
    }

    @Test
    void an_address_is_good_for_its_time() throws ExpansionException {
        String localPart = localPart(encode("foo", "user@host.tld", "forwarder.example"));
        context.at(NOW.plus(Duration.ofDays(21)));
        assertThat(inbound(localPart, "foo")).isTrue();
        context.at(NOW.plus(Duration.ofDays(22)));
        assertThat(inbound(localPart, "foo")).isFalse();
        context.option(SrsSettings.MAXAGE, "22");
        assertThat(inbound(localPart, "foo")).isTrue();
        context.at(NOW.minus(Duration.ofDays(1)));
        assertThat(inbound(localPart, "foo")).isFalse();
    }

    @Test
    void a_longer_hash_can_be_wanted() throws ExpansionException {
        String shorter = localPart(encode("foo", "user@host.tld", "forwarder.example"));
        context.option(SrsSettings.HASHLENGTH, "8").option(SrsSettings.HASHMIN, "8");
        String longer = localPart(encode("foo", "user@host.tld", "forwarder.example"));
        assertThat(longer).hasSize(shorter.length() + 4);
        assertThat(inbound(longer, "foo")).isTrue();
        assertThat(inbound(shorter, "foo")).isFalse();
    }

    /// `${srs_encode {mysecret} {a_test_user@oraclehost.example.net} {test.ex}}` of Exim 4.96.
    @Test
    void what_exim_has_rewritten_finds_its_way_unless_that_is_not_wanted() throws ExpansionException {
        context.at(
                Instant.ofEpochSecond(Duration.ofDays(1024 * 20 + 9 * 32 + 10).toSeconds()));
        String localPart = "SRS0=115f=jk=oraclehost.example.net=a_test_user";
        assertThat(inbound(localPart, "mysecret")).isTrue();
        assertThat(recipient()).isEqualTo("a_test_user@oraclehost.example.net");
        assertThat(inbound(localPart, "other")).isFalse();
        context.option(SrsSettings.ACCEPT_EXIM, "false");
        assertThat(inbound(localPart, "mysecret")).isFalse();
    }

    /// The same of Exim 4.96.
    @Test
    void addresses_that_exim_takes_are_made_where_that_is_wanted() throws ExpansionException {
        context.at(Instant.ofEpochSecond(
                        Duration.ofDays(1024 * 20 + 9 * 32 + 10).toSeconds()))
                .option(SrsSettings.ENCODE_EXIM, "yes");
        String rewritten = encode("mysecret", "a_test_user@oraclehost.example.net", "test.ex");
        assertThat(rewritten).isEqualTo("SRS0=115f=jk=oraclehost.example.net=a_test_user@test.ex");
        assertThat(inbound(localPart(rewritten), "mysecret")).isTrue();
        assertThat(encode("mysecret", rewritten, "next.ex"))
                .startsWith("SRS1=")
                .endsWith("=test.ex==115f=jk=oraclehost.example.net=a_test_user@next.ex");
    }

    @ParameterizedTest
    @CsvSource({
        "SRS0=l88n=2W=host.tld=user, true",
        "srs0=L88N=2w=host.tld=user, true",
        "SRS0=l88n=2W=evil.tld=user, false",
        "SRS0=l88m=2W=host.tld=user, false",
        "SRS0=l88=2W=host.tld=user, false",
        "SRS0==2W=host.tld=user, false",
        "SRS0=l88n==host.tld=user, false",
        "SRS0=l88n=2W2W=host.tld=user, false",
        "SRS0=l88n=2W=host.tld, false",
        "SRS0=, false",
        "SRS0, false",
        "SRS1=, false",
        "SRS1=l88n=host.tld=, false",
        "SRS2=l88n=2W=host.tld=user, false",
        "user, false",
        "'', false"
    })
    void only_what_was_rewritten_here_is_taken(String localPart, boolean taken) throws ExpansionException {
        assertThat(inbound(localPart, "foo")).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource({
        "SRS0=AAAA=2W=host.tld=user, true",
        "SRS1=AAAA=host.tld==l88n=2W=host.tld=user, true",
        "SRS0=, false",
        "user, false"
    })
    void with_an_empty_secret_looks_count(String localPart, boolean likely) throws ExpansionException {
        assertThat(inbound(localPart, "")).isEqualTo(likely);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void wants_three_arguments(int count) {
        String[] arguments = new String[count];
        Arrays.fill(arguments, "x");
        assertThatThrownBy(() -> encode(arguments)).hasMessageContaining("arguments for 'srs_encode'");
    }

    @Test
    void an_empty_secret_rewrites_nothing() {
        assertThatThrownBy(() -> encode("", "user@host.tld", "forwarder.example"))
                .hasMessageContaining("the secret is empty");
    }
}
