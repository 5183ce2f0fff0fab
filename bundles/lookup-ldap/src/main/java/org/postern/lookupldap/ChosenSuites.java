package org.postern.lookupldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes TLS with chosen cipher suites.
final class ChosenSuites extends SSLSocketFactory {
    private final SSLSocketFactory factory;
    private final String[] suites;

    ChosenSuites(SSLSocketFactory factory, String[] suites) {
        this.factory = factory;
        this.suites = suites;
    }

    private Socket choose(Socket socket) {
        if (socket instanceof SSLSocket tls) {
            tls.setEnabledCipherSuites(suites);
        }
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return suites.clone();
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
