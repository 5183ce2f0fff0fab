package org.postern.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.postern.auth.ScramAttributes.Malformed;

/// The server's side of one SCRAM exchange (RFC 5802): takes the client's two messages and makes its own.
/// Confined to one thread.
final class ScramServer {
    private static final int MAX_NONCE = 1024;

    private final ScramFirst first;
    private final String nonce;
    private final String challenge;
    private final int ownLength;

    /// @param own characters of this server for the nonce
    /// @param salt of the password
    /// @param iterations how often the password is hashed
    ScramServer(ScramFirst first, String own, byte[] salt, int iterations) {
        this.first = first;
        this.nonce = first.nonce() + own;
        this.ownLength = own.length();
        this.challenge = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(salt) + ",i=" + iterations;
    }

    /// The server's first message.
    String challenge() {
        return challenge;
    }

    /// Takes the client's last message: the server's last one, with the signature, or an exception if the
    /// message is not for this exchange or connection; empty if the proof is wrong.
    Optional<String> answer(String last, byte[] binding, ScramKeys keys) throws Malformed {
        int cut = last.lastIndexOf(",p=");
        if (cut < 0) {
            throw new Malformed("no proof");
        }
        ScramAttributes attributes = new ScramAttributes(last.substring(0, cut));
        byte[] bound = ScramAttributes.base64(attributes.next('c'));
        String answered = attributes.next('r');
        attributes.end();
        byte[] proof = ScramAttributes.base64(last.substring(cut + 3));
        if (!MessageDigest.isEqual(bound, expected(binding))) {
            throw new Malformed("channel bindings do not match");
        }
        if (ownLength == 0 || nonce.length() > MAX_NONCE || !same(answered, nonce)) {
            throw new Malformed("other nonce");
        }
        String authMessage = first.bare() + "," + challenge + "," + last.substring(0, cut);
        if (!keys.isProof(proof, authMessage)) {
            return Optional.empty();
        }
        return Optional.of("v=" + Base64.getEncoder().encodeToString(keys.signature(authMessage)));
    }

    private byte[] expected(byte[] binding) {
        byte[] header = first.gs2Header().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[header.length + binding.length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(binding, 0, all, header.length, binding.length);
        return all;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.ISO_8859_1), other.getBytes(StandardCharsets.ISO_8859_1));
    }
}
