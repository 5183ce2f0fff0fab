package org.postern.lookupldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ReferralConnector;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import javax.net.SocketFactory;

/// A directory, and as whom it is asked. Equal ones share connections.
///
/// @param address where it is
/// @param login as whom; empty for anonymous
/// @param tls how TLS is spoken
/// @param timeouts how long it may take
record LdapServer(LdapAddress address, Optional<Login> login, LdapTls tls, Timeouts timeouts) {
    /// How many referrals follow one another.
    private static final int HOPS = 5;
    /// How long one entry may be.
    private static final int LONGEST_MESSAGE = 16 << 20;

    /// A name and its password, in bytes.
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /// How long a directory may take.
    ///
    /// @param connectMillis to accept a connection
    /// @param answerMillis to answer
    record Timeouts(int connectMillis, int answerMillis) {}

    /// A new connection, which has logged in.
    LDAPConnection connect() throws LDAPException, IOException {
        LDAPConnection connection = open(address);
        try {
            if (login.isPresent()) {
                connection.bind(new SimpleBindRequest(
                        Utf8.decode(login.get().user()).orElseThrow(() -> new IOException("LDAP user is not UTF-8")),
                        Utf8.bytes(login.get().password())));
            }
            return connection;
        } catch (LDAPException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private LDAPConnection open(LdapAddress to) throws LDAPException, IOException {
        boolean startsTls = tls.starts() && !to.isTls() && to.socket().isEmpty();
        LDAPConnection connection = new LDAPConnection(factory(to), options(), to.host(), to.port());
        try {
            if (startsTls) {
                connection.processExtendedOperation(new StartTLSExtendedRequest(tls.sockets()));
            }
            return connection;
        } catch (LDAPException | IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private SocketFactory factory(LdapAddress to) throws IOException {
        if (to.socket().isPresent()) {
            return new UnixSockets(to.socket().get());
        }
        return to.isTls() ? tls.sockets() : SocketFactory.getDefault();
    }

    private LDAPConnectionOptions options() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setUseSynchronousMode(true);
        options.setConnectTimeoutMillis(timeouts.connectMillis());
        options.setResponseTimeoutMillis(timeouts.answerMillis());
        options.setMaxMessageSize(LONGEST_MESSAGE);
        options.setReferralHopLimit(HOPS);
        options.setReferralConnector(referrals());
        options.setUseReuseAddress(false);
        return options;
    }

    /// Who is referred to another directory asks there without a name: our password is not for strangers.
    private ReferralConnector referrals() {
        return (url, _) -> {
            try {
                boolean isTls = url.getScheme().equalsIgnoreCase("ldaps");
                String host = Objects.requireNonNullElse(url.getHost(), address.host());
                return open(new LdapAddress(isTls, host, url.getPort(), Optional.empty()));
            } catch (IOException e) {
                throw new LDAPException(ResultCode.CONNECT_ERROR, String.valueOf(e.getMessage()), e);
            }
        };
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
