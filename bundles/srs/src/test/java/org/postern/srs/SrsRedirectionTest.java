package org.postern.srs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.mail.Address;
import org.postern.spi.Contribution;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class SrsRedirectionTest {
    private static final Child BOB = new Child.ToAddress(new Address("bob", "there.example"), Optional.empty());
    private static final Result REDIRECT = new Result.Redirect(List.of(BOB));

    private final TestSettings settings = TestSettings.block("forward");
    private final TestContext context = TestContext.create()
            .at(Instant.parse("2020-01-01T00:01:00Z"))
            .contributions(new SrsPlugin().contributions());
    private final Map<String, String> database = new HashMap<>();

    @BeforeEach
    void a_message_from_abroad() {
        context.option(SrsSettings.SECRETS, "foo").option(SrsSettings.HASHLENGTH, "4");
        from("user@host.tld");
    }

    private void from(String sender) {
        context.message(TestMessage.from(sender));
    }

    private Router router(String srs, Router inner) throws ConfigException {
        return new SrsRedirection()
                .extend(inner, settings.set(SrsRedirection.SRS, srs))
                .orElseThrow();
    }

    private Result route(String srs, String recipient) throws ExpansionException, ConfigException {
        return route(srs, TestRecipient.of(recipient));
    }

    private Result route(String srs, TestRecipient recipient) throws ExpansionException, ConfigException {
        return router(srs, (_, _) -> REDIRECT).route(recipient, context.recipient(recipient));
    }

    /// As whom a message from abroad leaves.
    private String forwarded() throws ExpansionException, ConfigException {
        return returnPath(route("forward", "list@here.example"));
    }

    private static String returnPath(Result result) {
        assertThat(result).isInstanceOf(Result.Redirect.class);
        Child child = ((Result.Redirect) result).children().getFirst();
        assertThat(child).isInstanceOf(Child.Forwarded.class);
        return ((Child.Forwarded) child).returnPath().toString();
    }

    private String variable(String name) throws ExpansionException {
        return context.variable(name).orElseThrow().value();
    }

    @Test
    void forward_rewrites_the_sender_of_all_that_is_made_of_a_recipient() throws Exception {
        assertThat(route("forward", "list@here.example"))
                .isEqualTo(new Result.Redirect(List.of(
                        new Child.Forwarded(BOB, new Address("SRS0=l88n=2W=host.tld=user", "here.example"), "SRS"))));
        assertThat(variable("srs_orig_sender")).isEqualTo("user@host.tld");
        assertThat(variable("srs_status")).isEqualTo("ok");
    }

    @Test
    void forward_leaves_bounces_alone() throws Exception {
        from("");
        assertThat(route("forward", "list@here.example")).isEqualTo(REDIRECT);
    }

    @Test
    void forward_leaves_senders_of_its_own_domain_alone() throws Exception {
        from("ann@Here.example");
        assertThat(route("forward", "list@here.example")).isEqualTo(REDIRECT);
        settings.set(SrsRedirection.ALIAS, "srs.example");
        assertThat(forwarded()).startsWith("SRS0=").endsWith("=here.example=ann@srs.example");
    }

    @Test
    void forward_has_nothing_to_do_while_an_address_is_verified() throws Exception {
        settings.put(SrsRedirection.DBINSERT, Optional.of(inserting()));
        assertThat(route("forward", TestRecipient.of("list@here.example").fact("verify_mode", "R")))
                .isEqualTo(REDIRECT);
        assertThat(database).isEmpty();
    }

    @Test
    void what_is_delivered_beside_a_failure_is_forwarded_too() throws Exception {
        Result result = router("forward", (_, _) -> new Result.Fail("no", List.of(BOB)))
                .route(TestRecipient.of("list@here.example"), context);
        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Fail.class,
                        fail -> assertThat(fail.children()).singleElement().isInstanceOf(Child.Forwarded.class));
    }

    @Test
    void the_alias_is_the_domain_that_bounces_come_to() throws Exception {
        settings.set(SrsRedirection.ALIAS, "${alias}");
        context.variable("alias", "srs.example");
        assertThat(forwarded()).isEqualTo("SRS0=l88n=2W=host.tld=user@srs.example");
    }

    @Test
    void an_alias_that_is_no_domain_defers() {
        settings.set(SrsRedirection.ALIAS, "a b@c");
        assertThatThrownBy(this::forwarded).hasMessageContaining("cannot be rewritten for a b@c");
    }

    @Test
    void a_quoted_local_part_stays_quoted() throws Exception {
        from("a b@host.tld"); // fakes have local parts as they are, without quotes
        String rewritten = forwarded();
        assertThat(rewritten).startsWith("\"SRS0=").endsWith("=host.tld=a b\"@here.example");
        assertThat(route("reverse", rewritten.replace("\"", ""))).isEqualTo(REDIRECT);
        assertThat(variable("srs_recipient")).isEqualTo("\"a b\"@host.tld");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "reverse", "reverseandforward"})
    void without_its_condition_srs_is_as_if_it_were_not_set(String srs) throws Exception {
        settings.set(SrsRedirection.CONDITION, "no");
        assertThat(route(srs, "list@here.example")).isEqualTo(REDIRECT);
    }

    @Test
    void reverse_finds_who_is_meant() throws Exception {
        String rewritten = forwarded();
        from("");
        assertThat(route("reverse", rewritten)).isEqualTo(REDIRECT);
        assertThat(variable("srs_recipient")).isEqualTo("user@host.tld");
        assertThat(variable("srs_orig_recipient")).isEqualTo(rewritten);
        assertThat(variable("srs_status")).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list@here.example", "srs0@here.example", "SRS0=@here.example", "SRS0=l88n@here.example"})
    void reverse_declines_what_is_not_rewritten(String recipient) throws Exception {
        assertThat(route("reverse", recipient)).isEqualTo(new Result.Decline());
        assertThat(variable("srs_status")).isNotEmpty().isNotEqualTo("ok");
    }

    @Test
    void reverse_fails_what_is_forged_or_old() throws Exception {
        assertThat(route("reverse", "SRS0=l88n=2W=evil.tld=user@here.example"))
                .isEqualTo(new Result.Fail("Invalid SRS recipient address: the hash is wrong"));
        context.at(Instant.parse("2020-02-02T00:01:00Z"));
        assertThat(route("reverse", "SRS0=l88n=2W=host.tld=user@here.example"))
                .isEqualTo(new Result.Fail("Invalid SRS recipient address: the time is over"));
        assertThat(variable("srs_status")).isEqualTo("the time is over");
    }

    @Test
    void reverseandforward_does_both() throws Exception {
        String rewritten = forwarded();
        from("third@else.example");
        assertThat(returnPath(route("reverseandforward", rewritten)))
                .startsWith("SRS0=")
                .endsWith("=else.example=third@here.example");
        assertThat(variable("srs_recipient")).isEqualTo("user@host.tld");
    }

    @Test
    void what_another_forwarder_has_rewritten_does_not_grow_on_and_on() throws Exception {
        from("SRS0=abcd=2W=host.tld=user@first.example");
        String second = forwarded();
        assertThat(second).startsWith("SRS1=").endsWith("=first.example==abcd=2W=host.tld=user@here.example");
        from("");
        assertThat(route("reverse", second)).isEqualTo(REDIRECT);
        assertThat(variable("srs_recipient")).isEqualTo("SRS0=abcd=2W=host.tld=user@first.example");
    }

    private Expression inserting() {
        return new Expanding((known) -> {
            database.put(
                    known.variable("srs_db_key").orElseThrow().value(),
                    known.variable("srs_db_address").orElseThrow().value());
            return Text.EMPTY;
        });
    }

    private Expression selecting() {
        return new Expanding(known -> Text.tainted(
                database.getOrDefault(known.variable("srs_db_key").orElseThrow().value(), "")));
    }

    /// An option of a test.
    private record Expanding(Expansion expansion) implements Expression {
        interface Expansion {
            Text in(Context context) throws ExpansionException;
        }

        @Override
        public Text expand(Context context) throws ExpansionException {
            return expansion.in(context);
        }

        @Override
        public boolean isConstant() {
            return false;
        }

        @Override
        public String source() {
            return "";
        }
    }

    @Test
    void a_database_keeps_the_sender_under_a_key() throws Exception {
        settings.put(SrsRedirection.DBINSERT, Optional.of(inserting()));
        settings.put(SrsRedirection.DBSELECT, Optional.of(selecting()));
        String rewritten = forwarded();
        assertThat(rewritten).matches("SRS0=.{4}=2W=1=[0-9A-V]{32}@here\\.example");
        assertThat(database).containsValue("user@host.tld");
        assertThat(route("reverse", rewritten.toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(REDIRECT);
        assertThat(variable("srs_recipient")).isEqualTo("user@host.tld");
        database.clear();
        assertThat(route("reverse", rewritten))
                .isEqualTo(new Result.Fail("Invalid SRS recipient address: it tells no sender"));
    }

    @Test
    void a_forged_key_is_not_looked_up() throws Exception {
        settings.put(SrsRedirection.DBSELECT, Optional.of(new Expanding(_ -> {
            throw new IllegalStateException("looked up");
        })));
        assertThat(route("reverse", "SRS0=AAAA=2W=1=DCJGDE6N24LCRT41A4T0G1UIF0DTKKQJ@here.example"))
                .isEqualTo(new Result.Fail("Invalid SRS recipient address: the hash is wrong"));
    }

    @Test
    void addresses_from_before_there_was_a_database_find_their_way() throws Exception {
        String rewritten = forwarded();
        settings.put(SrsRedirection.DBSELECT, Optional.of(selecting()));
        assertThat(route("reverse", rewritten)).isEqualTo(REDIRECT);
    }

    @Test
    void a_database_that_does_not_answer_defers() throws Exception {
        Expression down = new Expanding(_ -> {
            throw ExpansionException.error("no connection");
        });
        settings.put(SrsRedirection.DBINSERT, Optional.of(down));
        assertThatThrownBy(this::forwarded)
                .isInstanceOfSatisfying(
                        ExpansionException.class, e -> assertThat(e.kind()).isEqualTo(ExpansionException.Kind.DEFER))
                .hasMessage("srs_dbinsert: no connection");
    }

    @Test
    void hash_and_time_may_be_left_out() throws Exception {
        context.option(SrsSettings.USETIMESTAMP, "no");
        String unstamped = forwarded();
        assertThat(unstamped).matches("SRS0=.{4}=host\\.tld=user@here\\.example");
        assertThat(route("reverse", unstamped)).isEqualTo(REDIRECT);
        context.option(SrsSettings.USEHASH, "no");
        assertThat(forwarded()).isEqualTo("SRS0=host.tld=user@here.example");
        assertThat(route("reverse", forwarded())).isEqualTo(REDIRECT);
        assertThat(variable("srs_recipient")).isEqualTo("user@host.tld");
        context.option(SrsSettings.USETIMESTAMP, "yes");
        assertThat(forwarded()).isEqualTo("SRS0=2W=host.tld=user@here.example");
    }

    @Test
    void srs_config_goes_before_the_others() throws Exception {
        context.option(SrsSettings.CONFIG, "other:1:5:1:1").option(SrsSettings.MAXAGE, "9");
        String rewritten = forwarded();
        assertThat(rewritten).matches("SRS0=.{5}=2W=host\\.tld=user@here\\.example");
        context.at(Instant.parse("2020-01-03T00:01:00Z"));
        assertThat(route("reverse", rewritten)).isInstanceOf(Result.Fail.class);
        context.option(SrsSettings.CONFIG, "other:0:0:0:0");
        assertThat(forwarded()).isEqualTo("SRS0=host.tld=user@here.example");
    }

    @Test
    void an_old_secret_still_checks() throws Exception {
        String rewritten = forwarded();
        context.option(SrsSettings.SECRETS, "new : foo");
        assertThat(forwarded()).isNotEqualTo(rewritten);
        assertThat(route("reverse", rewritten)).isEqualTo(REDIRECT);
        context.option(SrsSettings.SECRETS, "new");
        assertThat(route("reverse", rewritten)).isInstanceOf(Result.Fail.class);
    }

    @Test
    void routers_have_defaults_of_their_own() throws Exception {
        TestContext plain = TestContext.create().option(SrsSettings.SECRETS, "foo");
        assertThat(SrsSettings.routerSeal(plain)).isEqualTo(new Seal(List.of("foo"), 6, 6));
        assertThat(SrsSettings.routerRules(plain))
                .isEqualTo(new SrsRules(true, true, 31, '=', SrsRules.EximHashes.TAKEN));
    }

    @Test
    void without_a_secret_nothing_is_forwarded() {
        context.option(SrsSettings.SECRETS, "");
        assertThatThrownBy(this::forwarded).hasMessageContaining("neither srs_config nor srs_secrets is set");
    }

    @Test
    void a_router_without_srs_is_left_alone() throws Exception {
        assertThat(new SrsRedirection().extend((_, _) -> REDIRECT, settings)).isEmpty();
    }

    @Test
    void what_srs_may_be_is_known() {
        assertThatThrownBy(() -> route("backward", "list@here.example"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("forward: srs: not one of forward, reverse, reverseandforward");
    }

    @Test
    void what_else_the_router_says_holds() throws Exception {
        Router inner = new Router() {
            @Override
            public Result route(org.postern.api.mail.Recipient recipient, Context known) {
                return REDIRECT;
            }

            @Override
            public boolean repeatUse() {
                return false;
            }

            @Override
            public boolean hidesChildren() {
                return true;
            }
        };
        Router both = router("reverseandforward", inner);
        assertThat(both.repeatUse()).isFalse();
        assertThat(both.hidesChildren()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":30", "s:x", "s:1:2:3", "s:1:2:yes", "s:1:2:1:1:1"})
    void srs_config_is_checked(String text) {
        assertThatThrownBy(() -> context.option(SrsSettings.CONFIG, text)).hasMessageContaining("srs_config");
    }

    @Test
    void numbers_that_make_no_sense_are_complained_of() {
        for (var option : List.of(SrsSettings.HASHLENGTH, SrsSettings.HASHMIN, SrsSettings.MAXAGE)) {
            TestSettings main = TestSettings.block("main").set(option, "2000");
            assertThatThrownBy(() -> new SrsPlugin().check(main))
                    .hasMessageContaining(option.name() + ": 2000 is not between");
        }
        assertThatThrownBy(
                        () -> new SrsPlugin().check(TestSettings.block("main").set(SrsSettings.CONFIG, "s:5:28")))
                .hasMessage("main: srs_config: 28 is not between 1 and 27");
        assertThatThrownBy(
                        () -> new SrsPlugin().check(TestSettings.block("main").set(SrsSettings.SECRETS, "a: :b")))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void these_are_its_words() {
        assertThat(new SrsPlugin().contributions().stream().map(Contribution::name))
                .containsExactlyInAnyOrder(
                        "srs_encode",
                        "inbound_srs",
                        "srs",
                        "srs_recipient",
                        "srs_db_address",
                        "srs_db_key",
                        "srs_orig_recipient",
                        "srs_orig_sender",
                        "srs_status");
    }
}
