package org.postern.lookupldap;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The lookups `ldap`, `ldapm` and `ldapdn`, the condition `ldapauth`, and the connections that they share.
@Component(service = Plugin.class)
public final class LookupLdapPlugin implements Plugin {
    private final LdapConnections connections = new LdapConnections();
    private final LdapServers servers = new LdapServers(connections);
    private final List<Contribution> contributions = List.of(
            new LdapLookup("ldap", LdapSearch.Kind.SINGLE, servers),
            new LdapLookup("ldapm", LdapSearch.Kind.MULTIPLE, servers),
            new LdapLookup("ldapdn", LdapSearch.Kind.NAME, servers),
            new LdapAuthCondition(servers),
            Variable.of("ldap_dn", LdapLookup.DN, name -> name));

    /// The plugin; it connects when it is asked something.
    @Activate
    public LookupLdapPlugin() {}

    /// Closes all connections.
    @Deactivate
    public void close() {
        connections.close();
    }

    @Override
    public String name() {
        return "lookup-ldap";
    }

    @Override
    public List<OptionSet> options() {
        return LdapOptions.all();
    }

    @Override
    public void check(Settings main) throws ConfigException {
        if (main.get(LdapOptions.POOL_SIZE) < 1) {
            throw main.invalid(LdapOptions.POOL_SIZE, "must be at least 1");
        }
        if (main.get(LdapOptions.VERSION) != 3) {
            throw main.invalid(LdapOptions.VERSION, "must be 3: LDAP 2 is historic (RFC 3494)");
        }
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }

    @Override
    public void configured(Context context) {
        connections.limit(
                Math.toIntExact(Math.clamp(context.setting(LdapOptions.POOL_SIZE), 1L, LdapConnections.MOST)));
    }
}
