package org.postern.lookupldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.io.IOException;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.spi.ExpansionCondition;

/// The condition `ldapauth{user="..." pass="..." ldap://...}`: whether the directory knows the name with this
/// password. Each test has a connection of its own.
///
/// @param servers how directories are reached
record LdapAuthCondition(LdapServers servers) implements ExpansionCondition {
    @Override
    public String name() {
        return "ldapauth";
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public boolean test(Arguments arguments, Context context) throws ExpansionException {
        try {
            return isKnown(LdapQuery.parse(arguments.expand(0).value()), context);
        } catch (IOException e) {
            throw ExpansionException.defer(String.valueOf(e.getMessage()));
        }
    }

    private boolean isKnown(LdapQuery query, Context context) throws IOException {
        if (query.user().isEmpty() || query.password().isEmpty()) {
            throw new IOException("ldapauth lookups must specify the username and password");
        }
        if (query.user().get().isEmpty() || query.password().get().isEmpty()) {
            return false;
        }
        IOException failure = new IOException("no LDAP server");
        for (LdapServer server : servers.of(query, context)) {
            try {
                server.connect().close();
                return true;
            } catch (LDAPException e) {
                if (e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
                    return false;
                }
                failure = LdapServers.failure(server, e);
            }
        }
        throw failure;
    }
}
