package org.postern.lookupldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes TLS with chosen cipher suites, where the name of the server must be in its certificate.
final class TlsSockets extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final List<String> suites;
    private final boolean checksNames;

    /// @param suites none for those of `factory`
    TlsSockets(SSLSocketFactory factory, List<String> suites, boolean checksNames) {
        this.factory = factory;
        this.suites = suites;
        this.checksNames = checksNames;
    }

    private Socket choose(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            if (!suites.isEmpty()) {
                parameters.setCipherSuites(suites.toArray(String[]::new));
            }
            if (checksNames) {
                parameters.setEndpointIdentificationAlgorithm("LDAPS");
            }
            tls.setSSLParameters(parameters);
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return suites.isEmpty() ? factory.getDefaultCipherSuites() : suites.toArray(String[]::new);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return choose(factory.createSocket());
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean closes) throws IOException {
        return choose(factory.createSocket(plain, host, port, closes));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return choose(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return choose(factory.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return choose(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return choose(factory.createSocket(host, port, local, localPort));
    }
}
