package org.postern.aclstandard;

import org.postern.api.config.ConfigException;

/// Words that take no options.
final class NoOptions {
    private NoOptions() {}

    /// Complains if something follows the slash after `verify = what`.
    static void ofVerify(String what, String options) throws ConfigException {
        if (!options.isBlank()) {
            throw new ConfigException(
                    "unexpected '/' found in \"" + what + "/" + options + "\" (this verify item has no options)");
        }
    }

    /// Complains if something follows the slash after `what`.
    static void check(String what, String options) throws ConfigException {
        if (!options.isBlank()) {
            throw new ConfigException(what + " takes no options: " + options);
        }
    }
}
