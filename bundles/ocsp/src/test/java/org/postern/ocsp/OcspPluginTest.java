package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.config.Option;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.StapleCheck;
import org.postern.spi.StapleSource;
import org.postern.testkit.TestContext;

class OcspPluginTest {
    private static final InstantSource CLOCK = InstantSource.fixed(TestAuthority.NOW);

    @TempDir
    Path directory;

    private final TestAuthority authority = new TestAuthority("authority");
    private final X509Certificate leaf = authority.leaf("mx.example.org", "http://ocsp.example.org/");
    private final TestContext context = TestContext.create().at(TestAuthority.NOW);
    private ServedResponses responses;
    private OcspPlugin plugin;

    @BeforeEach
    void open() {
        responses = new ServedResponses(Optional.of(directory.resolve("kept")), this::answer, CLOCK);
        plugin = new OcspPlugin(responses, CLOCK);
    }

    @AfterEach
    void close() {
        responses.close();
    }

    private byte[] answer(URI address, byte[] request) {
        return TestResponse.of(authority).good(leaf).der();
    }

    @Test
    void adds_these_options() {
        assertThat(plugin.options().stream()
                        .flatMap(set -> set.options().stream().map(Option::name)))
                .containsExactly("tls_ocsp_file", "tls_ocsp_fetch", "hosts_request_ocsp", "hosts_require_ocsp");
        assertThat(plugin.options().stream().map(OptionSet::place))
                .containsExactly(OptionSet.Place.MAIN, OptionSet.Place.TRANSPORT);
    }

    @Test
    void contributes_a_source_and_a_check() {
        List<Contribution> contributions = plugin.contributions();
        assertThat(contributions).hasSize(2);
        assertThat(contributions.get(0)).isInstanceOf(StapleSource.class);
        assertThat(contributions.get(1)).isInstanceOf(StapleCheck.class);
    }

    private Optional<byte[]> staple() throws ExpansionException {
        StapleSource source = (StapleSource) plugin.contributions().getFirst();
        return source.staple(List.of(leaf, authority.certificate()), context);
    }

    @Test
    void fetches_nothing_by_default() throws ExpansionException {
        plugin.configured(context);
        assertThat(staple()).isEmpty();
        assertThat(responses.describe()).containsExactly("no certificate has a response, and none is being fetched");
    }

    @Test
    void fetches_where_the_option_says_so() throws ExpansionException {
        context.option(OcspOptions.TLS_OCSP_FETCH, "yes");
        plugin.configured(context);
        long end = System.nanoTime() + 30_000_000_000L;
        Optional<byte[]> found = staple();
        while (found.isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
            found = staple();
        }
        assertThat(found).isPresent();
    }
}
