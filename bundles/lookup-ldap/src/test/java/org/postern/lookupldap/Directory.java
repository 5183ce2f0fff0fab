package org.postern.lookupldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/// A directory `o=example` in memory with the user `cn=admin,o=example`, whose password is `secret`.
final class Directory implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final InMemoryDirectoryServer server;

    private Directory(InMemoryDirectoryServer server) {
        this.server = server;
    }

    static Directory open() throws LDAPException {
        return open(InMemoryListenerConfig.createLDAPConfig("plain", LOOPBACK, 0, null));
    }

    /// With TLS at once on one port, and after STARTTLS on the other.
    static Directory open(SSLContext tls) throws LDAPException {
        return open(tls, tls.getSocketFactory(), false);
    }

    /// The same, with another way to begin TLS after STARTTLS.
    ///
    /// @param needsCertificate whether it must know clients by their certificates
    static Directory open(SSLContext tls, SSLSocketFactory starting, boolean needsCertificate) throws LDAPException {
        return open(
                InMemoryListenerConfig.createLDAPConfig(
                        "plain", LOOPBACK, 0, starting, needsCertificate, needsCertificate),
                InMemoryListenerConfig.createLDAPSConfig(
                        "tls",
                        LOOPBACK,
                        0,
                        tls.getServerSocketFactory(),
                        tls.getSocketFactory(),
                        needsCertificate,
                        needsCertificate));
    }

    private static Directory open(InMemoryListenerConfig... listeners) throws LDAPException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("o=example");
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=admin,o=example", "secret");
        config.setListenerConfigs(listeners);
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add(new Entry("o=example", new Attribute("objectClass", "organization"), new Attribute("o", "example")));
        server.startListening();
        return new Directory(server);
    }

    void add(String... lines) throws LDAPException {
        try {
            server.add(lines);
        } catch (LDIFException e) {
            throw new IllegalArgumentException(e);
        }
    }

    InMemoryDirectoryServer server() {
        return server;
    }

    int port() {
        return server.getListenPort("plain");
    }

    int tlsPort() {
        return server.getListenPort("tls");
    }

    /// The beginning of a URL.
    String url() {
        return "ldap://127.0.0.1:" + port() + "/";
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
