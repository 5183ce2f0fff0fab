package org.postern.auth;

import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;
import org.postern.testkit.TestSettings;

/// Blocks of the authenticators section.
final class Blocks {
    private Blocks() {}

    /// What a driver makes of a block with these options and their values.
    static Authenticator create(AuthenticatorDriver driver, String... settings) throws ConfigException {
        TestSettings block = TestSettings.block("block");
        for (int i = 0; i < settings.length; i += 2) {
            block.set(option(driver, settings[i]), settings[i + 1]);
        }
        return driver.create(block);
    }

    private static Option<?> option(AuthenticatorDriver driver, String name) {
        return driver.options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }
}
