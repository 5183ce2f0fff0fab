package org.postern.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.NullMarked;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SyntaxException;

/// A key pair, as the configuration and as the DNS have it.
///
/// @param pem the private key
/// @param record the TXT record
@NullMarked
record TestKeys(String pem, String record) {
    static TestKeys rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            return new TestKeys(
                    pem(pair), "v=DKIM1; k=rsa; p=" + base64(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static TestKeys ed25519() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] info = pair.getPublic().getEncoded();
            byte[] point = Arrays.copyOfRange(info, info.length - 32, info.length);
            return new TestKeys(pem(pair), "v=DKIM1; k=ed25519; p=" + base64(point));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    PrivateKey privateKey() {
        try {
            return PrivateKey.parse(pem);
        } catch (SyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
