package org.postern.tls;

/// A cipher suite with what OpenSSL's words say about it.
///
/// @param standard the name in the RFCs, which is also JSSE's
/// @param name OpenSSL's name
/// @param version the oldest protocol that has it, in OpenSSL's words
/// @param exchange how keys are agreed on: `ECDH`, `DH`, `RSA`, `PSK`, ...
/// @param authentication how the server proves itself: `RSA`, `ECDSA`, `None`, ...
/// @param encryption the cipher: `AES`, `AESGCM`, ...
/// @param bits the length of its key
/// @param mac the authentication code: `SHA1`, `AEAD`, ...
record CipherSuite(
        String standard,
        String name,
        String version,
        String exchange,
        String authentication,
        String encryption,
        int bits,
        String mac) {

    /// Reads a line of the table in `ciphers.txt`.
    static CipherSuite parse(String line) {
        String[] field = line.split(" ", -1);
        int bracket = field[5].indexOf('(');
        String encryption = bracket < 0 ? field[5] : field[5].substring(0, bracket);
        int bits = bracket < 0 ? 0 : Integer.parseInt(field[5].substring(bracket + 1, field[5].length() - 1));
        return new CipherSuite(field[0], field[1], field[2], field[3], field[4], encryption, bits, field[6]);
    }

    boolean isTls13() {
        return version.equals("TLSv1.3");
    }

    boolean isAnonymous() {
        return authentication.equals("None");
    }

    boolean isClear() {
        return encryption.equals("None");
    }

    boolean isHigh() {
        return strength() >= 128;
    }

    /// The strength in bits, which for triple DES is less than the length of its key.
    int strength() {
        return encryption.equals("3DES") ? 112 : bits;
    }
}
