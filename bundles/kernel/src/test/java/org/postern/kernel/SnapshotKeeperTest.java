package org.postern.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.postern.api.Text;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Installed;
import org.postern.core.Language;
import org.postern.core.Offer;
import org.postern.core.Policy;
import org.postern.core.Problem;
import org.postern.core.Snapshot;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;
import org.postern.testkit.RecordingLog;
import org.postern.testkit.TestContext;

@NullMarked
@Timeout(20)
class SnapshotKeeperTest {
    private static final Offer WORD = new Offer("variable", "colour");

    private final Words language = new Words();
    private final SnapshotKeeper keeper =
            new SnapshotKeeper(language, new RecordingLog(), ConfigSource.of("test.conf", "", Map.of()));

    /// A language whose configuration uses the variable `colour`, once it is told to.
    private static final class Words implements Language {
        volatile boolean usesColour;
        volatile boolean refuses;

        @Override
        public Policy compile(ConfigSource source, List<Installed> plugins, Set<Offer> departed)
                throws BadConfiguration {
            Set<Offer> offered = new HashSet<>();
            plugins.forEach(plugin -> offered.addAll(Offer.of(plugin.options(), plugin.contributions())));
            boolean missing = usesColour && !offered.contains(WORD);
            if (refuses || (missing && !departed.contains(WORD))) {
                throw new BadConfiguration(List.of(new Problem("test.conf", 1, false, "unknown variable colour")));
            }
            return new FakePolicy(source, plugins, missing ? Set.of(WORD) : Set.of());
        }
    }

    private record Colours(String version) implements Plugin {
        @Override
        public String name() {
            return "colours";
        }

        @Override
        public List<Contribution> contributions() {
            return List.of(Variable.of("colour", _ -> Optional.of(Text.trusted(version))));
        }
    }

    @BeforeEach
    void begin() throws BadConfiguration {
        keeper.begin();
    }

    @Test
    void nothing_is_given_out_before_the_first_good_configuration() throws Exception {
        SnapshotKeeper fresh =
                new SnapshotKeeper(language, new RecordingLog(), ConfigSource.of("test.conf", "", Map.of()));
        language.refuses = true;

        assertThatThrownBy(fresh::begin).isInstanceOf(BadConfiguration.class);
        assertThat(fresh.take()).isEmpty();
    }

    @Test
    void a_policy_is_closed_when_its_last_lease_is_given_back() throws Exception {
        Snapshot first = keeper.take().orElseThrow();
        keeper.reload();
        FakePolicy old = (FakePolicy) first.policy();

        assertThat(old.closed).isFalse();
        first.close();
        assertThat(old.closed).isTrue();
        try (Snapshot second = keeper.take().orElseThrow()) {
            assertThat(second.number()).isGreaterThan(first.number());
        }
    }

    @Test
    void a_bad_configuration_never_replaces_a_good_one() throws Exception {
        language.refuses = true;

        assertThatThrownBy(keeper::reload)
                .isInstanceOf(BadConfiguration.class)
                .hasMessageContaining("test.conf:1: unknown variable colour");
        try (Snapshot snapshot = keeper.take().orElseThrow()) {
            assertThat(snapshot.number()).isEqualTo(1);
        }
    }

    @Test
    void a_plugin_that_leaves_waits_for_those_who_use_it() throws Exception {
        ServiceReference<Plugin> reference = bind("1");
        awaitVariables(1);
        Snapshot user = keeper.take().orElseThrow();
        CountDownLatch leaving = new CountDownLatch(1);
        CompletableFuture<Void> left = CompletableFuture.runAsync(() -> {
            leaving.countDown();
            keeper.unbindPlugin(reference);
        });
        leaving.await();

        awaitVariables(0);
        assertThat(left).isNotDone();
        assertThat(user.policy().contributions(Variable.class)).hasSize(1);
        user.close();
        left.get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_newer_snapshot_is_waited_for() throws Exception {
        CompletableFuture<Boolean> newer =
                CompletableFuture.supplyAsync(() -> keeper.awaitNewer(1, Duration.ofSeconds(10)));
        assertThat(newer).isNotDone();
        keeper.reload();

        assertThat(newer.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_newer_snapshot_is_not_waited_for_longer_than_that() {
        assertThat(keeper.awaitNewer(1, Duration.ofMillis(1))).isFalse();
        assertThat(keeper.awaitNewer(1, Duration.ofSeconds(-1))).isFalse();
    }

    @Test
    void a_new_message_waits_for_a_plugin_that_is_being_updated() throws Exception {
        ServiceReference<Plugin> reference = bind("1");
        awaitVariables(1);
        language.usesColour = true;
        keeper.reload();
        keeper.unbindPlugin(reference);
        CompletableFuture<Integer> seen = CompletableFuture.supplyAsync(() -> {
            try (Snapshot snapshot = keeper.take().orElseThrow()) {
                return snapshot.policy().contributions(Variable.class).size();
            }
        });
        assertThat(seen).isNotDone();

        bind("2");

        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void of_two_plugins_with_one_name_the_newer_bundle_serves() throws Exception {
        bind("1");
        awaitVariables(1);
        bind("2");
        awaitVersion("2");
    }

    private void awaitVersion(String version) throws Exception {
        await(() -> {
            try (Snapshot snapshot = keeper.take().orElseThrow()) {
                var variables = snapshot.policy().contributions(Variable.class);
                return variables.size() == 1
                        && variables
                                .getFirst()
                                .read(TestContext.create())
                                .orElseThrow()
                                .value()
                                .equals(version);
            }
        });
    }

    private void awaitVariables(int count) throws Exception {
        await(() -> {
            try (Snapshot snapshot = keeper.take().orElseThrow()) {
                return snapshot.policy().contributions(Variable.class).size() == count;
            }
        });
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in vain");
            }
            Thread.onSpinWait();
        }
    }

    private ServiceReference<Plugin> bind(String version) {
        ServiceReference<Plugin> reference = reference(version);
        keeper.bindPlugin(reference, new Colours(version));
        return reference;
    }

    /// A service reference of a bundle of this version: all that the keeper asks of it.
    @SuppressWarnings("unchecked") // a proxy of the raw type
    private static ServiceReference<Plugin> reference(String version) {
        ClassLoader loader = SnapshotKeeperTest.class.getClassLoader();
        Bundle bundle = (Bundle) Proxy.newProxyInstance(
                loader, new Class<?>[] {Bundle.class}, (_, method, _) -> switch (method.getName()) {
                    case "getSymbolicName" -> "org.example.colours";
                    case "getVersion" -> new Version(version + ".0.0");
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return (ServiceReference<Plugin>) Proxy.newProxyInstance(
                loader,
                new Class<?>[] {ServiceReference.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "getBundle" -> bundle;
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                    case "compareTo" -> 0;
                    case "getProperty" -> 0;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
