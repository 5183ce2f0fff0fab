package org.postern.auth;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;

/// SASL mechanisms by which clients authenticate: `plaintext`, `cram_md5`, `external`, `scram`,
/// `oauthbearer`, `dovecot`, and `tls`, which is none; and what they found in `$auth1` to `$auth3`.
@Component(service = Plugin.class)
public final class AuthPlugin implements Plugin {
    private final InstantSource clock;
    private final RandomGenerator random;

    /// Challenges tell the time of `clock`.
    @Activate
    public AuthPlugin(@Reference InstantSource clock) {
        this(clock, new SecureRandom());
    }

    AuthPlugin(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new PlaintextDriver(),
                new CramMd5Driver(clock, random),
                new ExternalDriver(),
                new ScramDriver("scram", random),
                new ScramDriver(ScramDriver.GSASL, random),
                new BearerDriver(),
                new DovecotDriver(random),
                new TlsDriver(),
                FailedId.variable(),
                Credentials.variable(1),
                Credentials.variable(2),
                Credentials.variable(3));
    }
}
