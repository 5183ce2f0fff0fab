package org.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/// The real framework, with bundles that have no code.
@NullMarked
class BootTest {
    @TempDir
    private Path directory;

    private Path bundles;
    private Boot boot;

    @BeforeEach
    void prepare() throws IOException {
        bundles = directory.resolve("dist/bundles");
        bundle("library", "1.0.0", "");
        bundle("org.postern.one", "1.0.0", "org.slf4j;version=\"[2.0,3)\"");
        boot = fresh();
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        boot.framework().stop();
        boot.framework().waitForStop(0);
    }

    @Test
    void starts_libraries_before_the_core() throws BundleException, IOException, InterruptedException {
        assertThat(boot.start()).isTrue();
        assertThat(startLevel("library")).isEqualTo(10);
        assertThat(startLevel("org.postern.one")).isEqualTo(20);
        assertThat(find("org.postern.one").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void uses_bundles_where_they_lie() throws BundleException, IOException, InterruptedException {
        boot.start();
        assertThat(find("library").getLocation()).startsWith("reference:file:");
    }

    @Test
    void fails_when_a_bundle_of_the_core_does_not_resolve() throws BundleException, IOException, InterruptedException {
        bundle("org.postern.two", "1.0.0", "no.such.thing");
        assertThat(boot.start()).isFalse();
    }

    @Test
    void does_without_a_library_that_does_not_resolve() throws BundleException, IOException, InterruptedException {
        bundle("other", "1.0.0", "no.such.thing");
        assertThat(boot.start()).isTrue();
    }

    @Test
    void takes_out_what_left_the_distribution_and_keeps_what_an_administrator_installed()
            throws BundleException, IOException, InterruptedException {
        boot.start();
        Path own = new TestBundle("own", "1.0.0", "").write(directory);
        context().installBundle(own.toUri().toString()).start();
        Files.delete(bundles.resolve("library.jar"));
        restart();
        assertThat(names()).contains("own").doesNotContain("library");
        assertThat(find("own").getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void reads_a_changed_file_anew() throws BundleException, IOException, InterruptedException {
        boot.start();
        bundle("library", "1.0.1", "");
        restart();
        assertThat(find("library").getVersion()).hasToString("1.0.1");
    }

    @Test
    void keeps_stopped_what_an_administrator_stopped() throws BundleException, IOException, InterruptedException {
        boot.start();
        find("org.postern.one").stop();
        assertThat(restart()).isTrue();
        assertThat(find("org.postern.one").getState()).isNotEqualTo(Bundle.ACTIVE);
    }

    @Test
    void ends_with_the_status_that_a_bundle_gives() throws Exception {
        boot.start();
        IntConsumer exit = context().getServiceReferences(IntConsumer.class, "(postern.exit=true)").stream()
                .map(context()::getService)
                .findFirst()
                .orElseThrow();
        exit.accept(3);
        exit.accept(4);
        boot.framework().waitForStop(0);
        assertThat(boot.exit().status()).isEqualTo(3);
    }

    @Test
    void a_command_that_no_bundle_knows_is_an_error() {
        assertThatThrownBy(() -> new OfflineCommand(line("check")).run())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("check");
    }

    @Test
    void a_command_without_a_server_leaves_the_home_alone() {
        assertThatThrownBy(() -> new OfflineCommand(line("check")).run()).isInstanceOf(UsageException.class);
        assertThat(directory.resolve("home")).isEmptyDirectory();
    }

    @Test
    void bundles_learn_what_the_command_line_said() throws BundleException, IOException, InterruptedException {
        boot.start();
        assertThat(context().getProperty("postern.mode")).isEqualTo("run");
        assertThat(context().getProperty("postern.home"))
                .isEqualTo(directory.resolve("home").toString());
        assertThat(context().getProperty("postern.macros")).isEqualTo("A=b\nPOSTERN_HOME=" + directory.resolve("home"));
    }

    private boolean restart() throws BundleException, IOException, InterruptedException {
        stop();
        boot = fresh();
        return boot.start();
    }

    private Boot fresh() throws IOException {
        return new Boot(line("run"), new Home(Files.createDirectories(directory.resolve("home"))));
    }

    private CommandLine line(String command) {
        try {
            Defaults defaults = new Defaults(directory.resolve("dist"), directory.resolve("home"));
            return CommandLine.parse(new String[] {command, "-D", "A=b"}, defaults);
        } catch (UsageException e) {
            throw new AssertionError(e);
        }
    }

    private void bundle(String name, String version, String imports) throws IOException {
        new TestBundle(name, version, imports).write(bundles);
    }

    private BundleContext context() {
        return boot.framework().getBundleContext();
    }

    private List<String> names() {
        return Stream.of(context().getBundles()).map(Bundle::getSymbolicName).toList();
    }

    private Bundle find(String name) {
        return Stream.of(context().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private int startLevel(String name) {
        return find(name).adapt(BundleStartLevel.class).getStartLevel();
    }
}
