package org.postern.auth;

import java.util.Base64;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Random characters, never the same again.
///
/// @param random where they come from
record Nonces(RandomGenerator random) implements Supplier<String> {
    private static final int BYTES = 18;

    @Override
    public String get() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
