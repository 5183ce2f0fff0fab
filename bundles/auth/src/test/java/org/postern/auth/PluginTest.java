package org.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.postern.spi.AuthenticatorDriver;
import org.postern.spi.Variable;

class PluginTest {
    @Test
    void these_are_its_drivers_and_variables() {
        AuthPlugin plugin = new AuthPlugin(InstantSource.system());
        assertThat(plugin.contributions().stream()
                        .filter(AuthenticatorDriver.class::isInstance)
                        .map(AuthenticatorDriver.class::cast)
                        .map(AuthenticatorDriver::name))
                .containsExactly(
                        "plaintext", "cram_md5", "external", "scram", "gsasl", "oauthbearer", "dovecot", "tls");
        assertThat(plugin.contributions().stream()
                        .filter(Variable.class::isInstance)
                        .map(Variable.class::cast)
                        .map(Variable::name))
                .containsExactly("authenticated_fail_id", "auth1", "auth2", "auth3");
    }
}
