package org.postern.lookupldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A directory `o=example` in memory with the user `cn=admin,o=example`, whose password is `secret`.
final class Directory implements AutoCloseable {
    private final InMemoryDirectoryServer server;

    private Directory(InMemoryDirectoryServer server) {
        this.server = server;
    }

    static Directory open() throws LDAPException {
        return open(new InMemoryDirectoryServerConfig("o=example"), Optional.empty());
    }

    /// Without TLS at first, and with it after STARTTLS.
    static Directory open(SSLContext tls) throws LDAPException {
        return open(new InMemoryDirectoryServerConfig("o=example"), Optional.of(tls));
    }

    static Directory open(InMemoryDirectoryServerConfig config, Optional<SSLContext> tls) throws LDAPException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setSchema(null);
        config.addAdditionalBindCredentials("cn=admin,o=example", "secret");
        if (tls.isEmpty()) {
            config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("plain", loopback, 0, null));
        } else {
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig(
                            "plain", loopback, 0, tls.get().getSocketFactory()),
                    InMemoryListenerConfig.createLDAPSConfig(
                            "tls",
                            loopback,
                            0,
                            tls.get().getServerSocketFactory(),
                            tls.get().getSocketFactory()));
        }
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
