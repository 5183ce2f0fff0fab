package org.postern.tls;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The words of OpenSSL's cipher lists, such as `HIGH` or `aRSA`.
final class CipherWord {
    private static final Map<String, Predicate<CipherSuite>> GROUPS = Map.ofEntries(
            word("ALL", suite -> !suite.isClear()),
            word("COMPLEMENTOFALL", CipherSuite::isClear),
            word("eNULL", CipherSuite::isClear),
            word("NULL", CipherSuite::isClear),
            word("COMPLEMENTOFDEFAULT", CipherWord::isBesideDefault),
            word("HIGH", CipherSuite::isHigh),
            word("MEDIUM", suite -> !suite.isHigh() && suite.strength() >= 112),
            word("LOW", _ -> false),
            word("EXP", _ -> false),
            word("EXPORT", _ -> false),
            word("EXPORT40", _ -> false),
            word("EXPORT56", _ -> false),
            word("TLSv1.2", suite -> suite.version().equals("TLSv1.2")),
            word("TLSv1.0", suite -> suite.version().equals("TLSv1")),
            word("TLSv1", suite -> suite.version().equals("TLSv1")),
            word("SSLv3", suite -> suite.version().equals("SSLv3")),
            word("aNULL", CipherSuite::isAnonymous),
            word("kRSA", suite -> suite.exchange().equals("RSA")),
            word("RSA", suite -> suite.exchange().equals("RSA")),
            word("aRSA", suite -> suite.authentication().equals("RSA")),
            word("aECDSA", suite -> suite.authentication().equals("ECDSA")),
            word("ECDSA", suite -> suite.authentication().equals("ECDSA")),
            word("aDSS", suite -> suite.authentication().equals("DSS")),
            word("DSS", suite -> suite.authentication().equals("DSS")),
            word("kECDHE", suite -> suite.exchange().equals("ECDH")),
            word("kEECDH", suite -> suite.exchange().equals("ECDH")),
            word("ECDHE", suite -> suite.exchange().equals("ECDH") && !suite.isAnonymous()),
            word("EECDH", suite -> suite.exchange().equals("ECDH") && !suite.isAnonymous()),
            word("ECDH", suite -> suite.exchange().startsWith("ECDH")),
            word("AECDH", suite -> suite.exchange().equals("ECDH") && suite.isAnonymous()),
            word("kDHE", suite -> suite.exchange().equals("DH")),
            word("kEDH", suite -> suite.exchange().equals("DH")),
            word("DH", suite -> suite.exchange().equals("DH")),
            word("DHE", suite -> suite.exchange().equals("DH") && !suite.isAnonymous()),
            word("EDH", suite -> suite.exchange().equals("DH") && !suite.isAnonymous()),
            word("ADH", suite -> suite.exchange().equals("DH") && suite.isAnonymous()),
            word("PSK", suite -> suite.exchange().contains("PSK")),
            word("kPSK", suite -> suite.exchange().equals("PSK")),
            word("aPSK", suite -> suite.authentication().equals("PSK")),
            word("kRSAPSK", suite -> suite.exchange().equals("RSAPSK")),
            word("kDHEPSK", suite -> suite.exchange().equals("DHEPSK")),
            word("kECDHEPSK", suite -> suite.exchange().equals("ECDHEPSK")),
            word("SRP", suite -> suite.exchange().equals("SRP")),
            word("kSRP", suite -> suite.exchange().equals("SRP")),
            word("aGOST", _ -> false),
            word("aGOST01", _ -> false),
            word("kGOST", _ -> false),
            word("AES", suite -> suite.encryption().startsWith("AES")),
            word("AES128", suite -> suite.encryption().startsWith("AES") && suite.bits() == 128),
            word("AES256", suite -> suite.encryption().startsWith("AES") && suite.bits() == 256),
            word("AESGCM", suite -> suite.encryption().equals("AESGCM")),
            word("AESCCM", suite -> suite.encryption().startsWith("AESCCM")),
            word("AESCCM8", suite -> suite.encryption().equals("AESCCM8")),
            word("CHACHA20", suite -> suite.encryption().startsWith("CHACHA20")),
            word("3DES", suite -> suite.encryption().equals("3DES")),
            word("CAMELLIA", suite -> suite.encryption().equals("Camellia")),
            word("CAMELLIA128", suite -> suite.encryption().equals("Camellia") && suite.bits() == 128),
            word("CAMELLIA256", suite -> suite.encryption().equals("Camellia") && suite.bits() == 256),
            word("ARIA", suite -> suite.encryption().startsWith("ARIA")),
            word("ARIAGCM", suite -> suite.encryption().startsWith("ARIA")),
            word("SEED", suite -> suite.encryption().equals("SEED")),
            word("DES", _ -> false),
            word("IDEA", _ -> false),
            word("RC2", _ -> false),
            word("RC4", _ -> false),
            word("MD5", _ -> false),
            word("GOST94", _ -> false),
            word("GOST89MAC", _ -> false),
            word("SHA", suite -> suite.mac().equals("SHA1")),
            word("SHA1", suite -> suite.mac().equals("SHA1")),
            word("SHA256", suite -> suite.mac().equals("SHA256")),
            word("SHA384", suite -> suite.mac().equals("SHA384")));

    private CipherWord() {}

    /// The suites that `word` stands for; empty if OpenSSL does not know it.
    static Optional<Predicate<CipherSuite>> parse(String word) {
        Optional<Predicate<CipherSuite>> group = Optional.ofNullable(GROUPS.get(word));
        return group.or(() -> named(word));
    }

    private static Optional<Predicate<CipherSuite>> named(String word) {
        Predicate<CipherSuite> named =
                suite -> suite.name().equals(word) || suite.standard().equals(word);
        return CipherTable.SUITES.stream().anyMatch(named) ? Optional.of(named) : Optional.empty();
    }

    private static Map.Entry<String, Predicate<CipherSuite>> word(String word, Predicate<CipherSuite> group) {
        return Map.entry(word, group);
    }

    /// What `DEFAULT` leaves out of `ALL`.
    private static boolean isBesideDefault(CipherSuite suite) {
        String encryption = suite.encryption();
        boolean newCamellia = encryption.equals("Camellia")
                && suite.version().equals("TLSv1.2")
                && suite.mac().startsWith("SHA");
        return suite.isAnonymous()
                || suite.authentication().equals("DSS")
                || encryption.startsWith("ARIA")
                || encryption.startsWith("AESCCM")
                || encryption.equals("3DES")
                || newCamellia;
    }
}
