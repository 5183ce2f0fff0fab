package org.postern.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Host;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.StapleCheck.Wanted;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class OcspHostsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(TestAuthority.NOW);
    private static final Host HOST = Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.1"));

    private final TestSettings transport = TestSettings.block("remote_smtp");
    private final TestAuthority authority = new TestAuthority("authority");
    private final X509Certificate leaf = authority.leaf("mx.example.org");
    private final List<X509Certificate> path = List.of(leaf, authority.certificate());

    private Optional<Wanted> wanted(TlsPolicy policy) throws ExpansionException {
        return new OcspHosts(CLOCK).wanted(HOST, policy, transport, TestContext.create());
    }

    private Optional<Wanted> wanted() throws ExpansionException {
        return wanted(TlsPolicy.OPPORTUNISTIC);
    }

    private static TlsPolicy dane(String... records) {
        return TlsPolicy.verifiedBy((chain, _) -> chain)
                .following(new TlsPolicy.Published("dane", "tlsa", "example.org", List.of(records), List.of()));
    }

    @Test
    void every_host_is_asked_by_default() throws ExpansionException {
        assertThat(wanted()).contains(new WantedResponse(false, CLOCK));
    }

    @Test
    void no_host_is_asked_where_the_list_is_empty() throws ExpansionException {
        transport.set(OcspOptions.HOSTS_REQUEST_OCSP, "");
        assertThat(wanted()).isEmpty();
    }

    @Test
    void a_host_may_be_asked_or_not() throws ExpansionException {
        transport.set(OcspOptions.HOSTS_REQUEST_OCSP, "!192.0.2.1 : *");
        assertThat(wanted()).isEmpty();
    }

    @Test
    void what_is_required_is_asked_for_in_any_case() throws ExpansionException {
        transport.set(OcspOptions.HOSTS_REQUEST_OCSP, "").set(OcspOptions.HOSTS_REQUIRE_OCSP, "192.0.2.1");
        assertThat(wanted()).contains(new WantedResponse(true, CLOCK));
    }

    @ParameterizedTest
    @CsvSource({"2 1 1 aa, , true", "3 1 1 aa, , false", "2 1 1 aa, 3 1 1 bb, false", "2 0 1 a, 2 1 2 b, true"})
    void with_dane_only_hosts_whose_issuer_is_named_are_asked_by_default(String one, String two, boolean asked)
            throws ExpansionException {
        assertThat(wanted(two == null ? dane(one) : dane(one, two)).isPresent()).isEqualTo(asked);
    }

    @Test
    void with_dane_too_the_configuration_counts_where_it_says_something() throws ExpansionException {
        transport.set(OcspOptions.HOSTS_REQUEST_OCSP, "*");
        assertThat(wanted(dane("3 1 1 aa"))).contains(new WantedResponse(false, CLOCK));
    }

    @Test
    void with_mta_sts_every_host_is_asked_by_default() throws ExpansionException {
        TlsPolicy policy = TlsPolicy.OPPORTUNISTIC.following(
                new TlsPolicy.Published("sts", "sts", "example.org", List.of("version: STSv1"), List.of("*")));
        assertThat(wanted(policy)).isPresent();
    }

    private Ocsp check(boolean required, boolean verified, Optional<byte[]> response) throws BadCertificate {
        return new WantedResponse(required, CLOCK).check(path, verified, response);
    }

    private TestResponse response() {
        return TestResponse.of(authority);
    }

    private void refuses(boolean required, Optional<byte[]> response, TlsFault fault, String reason) {
        assertThatThrownBy(() -> check(required, true, response))
                .isInstanceOfSatisfying(
                        BadCertificate.class, bad -> assertThat(bad.fault()).isEqualTo(fault))
                .hasMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_good_response_is_verified(boolean required) throws BadCertificate {
        assertThat(check(required, true, Optional.of(response().good(leaf).der())))
                .isEqualTo(Ocsp.VERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_revoked_certificate_is_refused(boolean required) {
        refuses(
                required,
                Optional.of(response().revoked(leaf).der()),
                TlsFault.CERTIFICATE_NOT_TRUSTED,
                "OCSP response: revoked at 2026-03-01T10:00:00Z");
    }

    @Test
    void a_response_that_is_missing_is_refused_where_one_is_required() throws BadCertificate {
        assertThat(check(false, true, Optional.empty())).isEqualTo(Ocsp.NO_RESPONSE);
        refuses(
                true,
                Optional.empty(),
                TlsFault.VALIDATION_FAILURE,
                "OCSP response required: the host has stapled none");
    }

    @Test
    void a_stale_response_is_refused_where_one_is_required() throws BadCertificate {
        Optional<byte[]> stale = Optional.of(response()
                .good(leaf)
                .until(TestAuthority.NOW.minus(Duration.ofMinutes(10)))
                .der());
        assertThat(check(false, true, stale)).isEqualTo(Ocsp.FAILED);
        refuses(true, stale, TlsFault.VALIDATION_FAILURE, "OCSP response required: it ended at 2026-03-01T11:50:00Z");
    }

    @Test
    void a_response_of_a_stranger_is_refused_where_one_is_required() throws BadCertificate {
        Optional<byte[]> forged = Optional.of(response()
                .good(leaf)
                .signedBy(new TestAuthority("stranger").itself())
                .der());
        assertThat(check(false, true, forged)).isEqualTo(Ocsp.FAILED);
        refuses(
                true,
                forged,
                TlsFault.VALIDATION_FAILURE,
                "OCSP response required: its signer's certificate is not from the issuer");
    }

    @Test
    void a_response_for_a_certificate_that_nobody_verified_is_no_proof() throws BadCertificate {
        Optional<byte[]> good = Optional.of(response().good(leaf).der());
        assertThat(check(false, false, good)).isEqualTo(Ocsp.NOT_VERIFIED);
        assertThatThrownBy(() -> check(true, false, good))
                .hasMessage("OCSP response required: the certificate that it is for is not verified itself");
    }

    @Test
    void a_response_cannot_be_verified_without_the_issuer() throws BadCertificate {
        Optional<byte[]> good = Optional.of(response().good(leaf).der());
        assertThat(new WantedResponse(false, CLOCK).check(List.of(leaf), true, good))
                .isEqualTo(Ocsp.NOT_VERIFIED);
        assertThatThrownBy(() -> new WantedResponse(true, CLOCK).check(List.of(leaf), true, good))
                .hasMessage("OCSP response required: the issuer of the certificate is not known");
    }
}
