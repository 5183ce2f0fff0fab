package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.core.Policy;
import org.postern.spi.OptionSet;
import org.postern.spi.Router;
import org.postern.spi.RouterExtension;
import org.postern.testkit.TestRecipient;

/// Plugins that take part in what the routers of others do.
final class RouterExtensionTest {
    private static final Option<String> PREFIX = Option.of("prefix", OptionTypes.TEXT, "");

    private static final FakePlugin ROUTERS = new FakePlugin("routers")
            .with(Words.router("first", _ -> says("first")), Words.router("second", _ -> says("second")));

    private static Router says(String reason) {
        return (_, _) -> new Router.Result.Fail(reason);
    }

    /// How an extension is made.
    @FunctionalInterface
    private interface Extending {
        Optional<Router> extend(Router router, Settings settings) throws ConfigException;
    }

    private static RouterExtension extension(String name, Extending extending) {
        return new RouterExtension() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String driver() {
                return "first";
            }

            @Override
            public Optional<Router> extend(Router router, Settings settings) throws ConfigException {
                return extending.extend(router, settings);
            }
        };
    }

    /// Puts the option before the reason of the router.
    private static RouterExtension prefixing(String name) {
        return extension(
                name,
                (router, settings) -> Optional.of(
                        (recipient, context) -> router.route(recipient, context) instanceof Router.Result.Fail fail
                                ? new Router.Result.Fail(settings.get(PREFIX) + name + " " + fail.reason())
                                : new Router.Result.Decline()));
    }

    private static FakePlugin extensions(RouterExtension... all) {
        return new FakePlugin("extensions").with(all).with(OptionSet.router("first", PREFIX));
    }

    private static List<Router.Result> results(FakePlugin plugin, String configuration) throws Exception {
        World world = World.standard().with(ROUTERS).with(plugin);
        try (Policy policy = world.compile(configuration)) {
            List<Router.Result> results = new java.util.ArrayList<>();
            for (Policy.Block<Router> block : policy.routers()) {
                results.add(block.instance().route(TestRecipient.of("a@b.example"), world.context(policy)));
            }
            return results;
        }
    }

    @Test
    void routers_of_its_driver_are_extended_by_their_options() throws Exception {
        assertThat(results(
                        extensions(prefixing("one")),
                        "begin routers\nr:\n driver = first\n prefix = /\ns:\n driver = second\n"))
                .containsExactly(new Router.Result.Fail("/one first"), new Router.Result.Fail("second"));
    }

    @Test
    void one_whose_plugin_has_stopped_does_no_harm_where_it_was_not_asked_for() throws Exception {
        FakePlugin plugin =
                extensions(extension("idle", (_, _) -> Optional.empty())).stop();
        assertThat(results(plugin, "begin routers\nr:\n driver = first\n"))
                .containsExactly(new Router.Result.Fail("first"));
    }

    @Test
    void the_one_with_the_last_name_is_asked_first() throws Exception {
        assertThat(results(extensions(prefixing("two"), prefixing("one")), "begin routers\nr:\n driver = first\n"))
                .containsExactly(new Router.Result.Fail("two one first"));
    }

    @Test
    void one_that_throws_defers_and_its_plugin_is_blamed() throws Exception {
        FakePlugin plugin = extensions(extension(
                "bad",
                (_, _) -> Optional.of((_, _) -> {
                    throw new IllegalStateException("broken");
                })));
        assertThat(results(plugin, "begin routers\nr:\n driver = first\n"))
                .containsExactly(new Router.Result.Defer(
                        "router r: plugin extensions failed: java.lang.IllegalStateException: broken"));
        assertThat(plugin.blamed()).hasSize(1);
    }

    @Test
    void one_whose_plugin_has_stopped_defers() throws Exception {
        FakePlugin plugin = extensions(prefixing("one")).stop();
        assertThat(results(plugin, "begin routers\nr:\n driver = first\n"))
                .containsExactly(new Router.Result.Defer("router r: plugin extensions has stopped"));
    }

    @Test
    void what_it_says_of_the_options_is_a_problem_with_a_place() {
        FakePlugin plugin = extensions(extension("strict", (_, settings) -> {
            throw settings.invalid(PREFIX, "is wrong");
        }));
        assertThat(World.standard()
                        .with(ROUTERS)
                        .with(plugin)
                        .problems("begin routers\nr:\n driver = first\n prefix = /\n"))
                .isEqualTo("test.conf:4: router r: prefix: is wrong");
    }

    @Test
    void one_that_fails_while_a_configuration_is_compiled_is_a_problem_and_its_plugin_is_blamed() {
        FakePlugin plugin = extensions(extension("bad", (_, _) -> {
            throw new IllegalStateException("broken");
        }));
        assertThat(World.standard().with(ROUTERS).with(plugin).problems("begin routers\nr:\n driver = first\n"))
                .isEqualTo("test.conf:3: router r: router extension bad: plugin extensions failed: "
                        + "java.lang.IllegalStateException: broken");
        assertThat(plugin.blamed()).hasSize(1);
    }
}
