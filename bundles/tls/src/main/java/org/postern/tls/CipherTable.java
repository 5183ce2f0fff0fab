package org.postern.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All cipher suites that OpenSSL has a name for, in its order of preference.
final class CipherTable {
    static final List<CipherSuite> SUITES = read();

    private static final Map<String, CipherSuite> BY_STANDARD_NAME =
            SUITES.stream().collect(Collectors.toUnmodifiableMap(CipherSuite::standard, Function.identity()));

    private CipherTable() {}

    /// A suite by JSSE's name; one that OpenSSL does not have keeps that name.
    static CipherSuite suite(String standard) {
        CipherSuite known = BY_STANDARD_NAME.get(standard);
        return known != null ? known : new CipherSuite(standard, standard, "", "", "", "", 0, "");
    }

    private static List<CipherSuite> read() {
        InputStream table = Objects.requireNonNull(CipherTable.class.getResourceAsStream("ciphers.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(CipherSuite::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
