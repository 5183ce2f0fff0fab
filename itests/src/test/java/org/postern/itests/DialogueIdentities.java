package org.postern.itests;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// What the clients of the dialogues show of themselves: what Exim's files are called after, made anew.
final class DialogueIdentities {
    private static final char[] PASSWORD = {};

    private final Map<String, SSLContext> contexts = new HashMap<>();

    /// @param directory gets the authority's files, the server's (`server`), `good`, `revoked` and the list
    /// of what is revoked
    DialogueIdentities(Path directory) throws Exception {
        Pki pki = new Pki(directory);
        X509Certificate server = pki.issue("server", "RSA", "server1.example.com");
        pki.staple("server", server, false, Instant.now().plus(Duration.ofHours(1)));
        pki.staple("expired", server, false, Instant.now().minus(Duration.ofHours(1)));
        pki.issue("server_ec", "EC", "server1.example.com");
        contexts.put("", context(new KeyManager[0]));
        contexts.put("good", context(keys(pki, "good", "server2.example.org")));
        X509Certificate revoked = pki.issue("revoked", "EC", "revoked1.example.com");
        contexts.put("revoked", context(keys(pki, "revoked", revoked)));
        pki.revoke(revoked);
        Path other = Files.createDirectory(directory.resolve("other"));
        contexts.put("bad", context(keys(new Pki(other), "bad", "server1.example.net")));
    }

    /// The client that has what is in this file of Exim's tests.
    SSLContext context(String file) {
        String name = file.isEmpty() || !file.contains("/")
                ? ""
                : file.contains("revoked") ? "revoked" : file.contains("example.net") ? "bad" : "good";
        return Objects.requireNonNull(contexts.get(name));
    }

    private static KeyManager[] keys(Pki pki, String name, String host) throws Exception {
        return keys(pki, name, pki.issue(name, "EC", host));
    }

    private static KeyManager[] keys(Pki pki, String name, X509Certificate certificate) throws Exception {
        String pem = Files.readString(pki.file(name, ".key"), StandardCharsets.US_ASCII);
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("client", key, PASSWORD, new Certificate[] {certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        return keys.getKeyManagers();
    }

    private static SSLContext context(KeyManager[] keys) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new AnyServer()}, null);
        return context;
    }

    /// Believes every server: the dialogues are about the server's trust.
    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
