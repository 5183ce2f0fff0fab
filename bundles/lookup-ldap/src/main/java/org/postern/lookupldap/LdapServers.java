package org.postern.lookupldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;

/// The way from a query to the directories that it asks.
///
/// @param connections to them
record LdapServers(LdapConnections connections) {
    /// The directories of a query, in the order in which they are tried.
    List<LdapServer> of(LdapQuery query, Context context) throws IOException {
        Optional<LdapServer.Login> login = query.user()
                .filter(user -> !user.isEmpty())
                .map(user -> new LdapServer.Login(user, query.password().orElse("")));
        LdapServer.Timeouts timeouts = new LdapServer.Timeouts(
                millis(query.number("connect"), context.setting(LdapOptions.CONNECT_TIMEOUT)),
                millis(query.number("nettime"), context.setting(LdapOptions.QUERY_TIMEOUT)));
        Optional<String> defaults = query.servers().or(() -> context.setting(LdapOptions.DEFAULT_SERVERS));
        return LdapAddress.of(query.url(), defaults).stream()
                .map(address -> new LdapServer(address, login, LdapTls.of(context), timeouts))
                .toList();
    }

    private static int millis(int seconds, Duration usual) {
        Duration time = seconds > 0 ? Duration.ofSeconds(seconds) : usual;
        return (int) Math.clamp(time.toMillis(), 1L, Integer.MAX_VALUE);
    }

    /// Why a directory gave no answer.
    static IOException failure(LdapServer server, LDAPException e) {
        String reason = " - LDAP error " + e.getResultCode().intValue() + ": " + e.getMessage();
        return new IOException(
                e instanceof LDAPSearchException
                        ? "LDAP search failed at server " + server + reason
                        : "failed to bind the LDAP connection to server " + server + reason,
                e);
    }
}
