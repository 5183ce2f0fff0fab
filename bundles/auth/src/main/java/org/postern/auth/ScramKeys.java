package org.postern.auth;

import java.security.MessageDigest;

/// What a server needs to know of a password (RFC 5802, 3): it can be checked by it, and not be found out.
///
/// @param hash the hash function
/// @param stored `StoredKey`
/// @param server `ServerKey`
@SuppressWarnings("ArrayRecordComponent") // never compared nor changed
record ScramKeys(ScramHash hash, byte[] stored, byte[] server) {
    private static final String CLIENT_KEY = "Client Key";
    private static final String SERVER_KEY = "Server Key";

    /// From the password with salt.
    static ScramKeys of(ScramHash hash, byte[] salted) {
        return new ScramKeys(hash, hash.hash(hash.hmac(salted, CLIENT_KEY)), hash.hmac(salted, SERVER_KEY));
    }

    /// The client's proof that it knows the password with salt.
    static byte[] proof(ScramHash hash, byte[] salted, String authMessage) {
        byte[] key = hash.hmac(salted, CLIENT_KEY);
        byte[] proof = hash.hmac(hash.hash(key), authMessage);
        ScramHash.xor(proof, key);
        return proof;
    }

    /// Whether a client's proof is right.
    boolean isProof(byte[] proof, String authMessage) {
        if (proof.length != hash.length()) {
            return false;
        }
        byte[] key = hash.hmac(stored, authMessage);
        ScramHash.xor(key, proof);
        return MessageDigest.isEqual(hash.hash(key), stored);
    }

    /// The server's proof that it knows the password, too.
    byte[] signature(String authMessage) {
        return hash.hmac(server, authMessage);
    }
}
