package org.postern.lookupredis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/// Makes sockets that are connected with a place, in TLS where it is wanted.
///
/// @param usualPort where the place names none
record Sockets(RedisServer.Place place, int usualPort, Access access) implements JedisSocketFactory {
    @Override
    public Socket createSocket() {
        try {
            return switch (place) {
                case RedisServer.Place.Unix unix -> UnixSocket.connect(unix.path(), access.timeoutMillis());
                case RedisServer.Place.Tcp tcp -> connect(tcp.host(), tcp.port().orElse(usualPort));
            };
        } catch (IOException e) {
            throw new JedisConnectionException(String.valueOf(e.getMessage()), e);
        }
    }

    private Socket connect(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("unknown host " + host);
        }
        Socket socket = new Socket();
        boolean ready = false;
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(address, access.timeoutMillis());
            socket.setSoTimeout(access.timeoutMillis());
            Socket secured = access.tls().isPresent() ? access.tls().get().secure(socket, host, port) : socket;
            ready = true;
            return secured;
        } finally {
            if (!ready) {
                socket.close();
            }
        }
    }
}
