package org.postern.lookupldap;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// A lookup in directories: `ldap`, `ldapm` or `ldapdn`.
///
/// @param name the type
/// @param kind what it wants
/// @param servers how directories are reached
record LdapLookup(String name, LdapSearch.Kind kind, LdapServers servers) implements LookupType {
    /// The name of the entry that the last lookup found.
    static final Slot<Text> DN = Slot.of(Slot.Lifetime.MESSAGE, "ldap dn");

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public String quote(String value) {
        return LdapQuoting.filter(value);
    }

    @Override
    public Optional<String> quote(String value, String option) {
        return option.equals("dn") ? Optional.of(LdapQuoting.name(value)) : Optional.empty();
    }

    @Override
    public String withoutSecrets(String query) {
        return LdapQuery.withoutPassword(query);
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("unknown option of " + name + " lookup: " + options.getFirst());
        }
        return new Open(this, context);
    }

    /// The lookup while it is used.
    private record Open(LdapLookup lookup, Context context) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            LdapQuery query = LdapQuery.parse(key.value());
            IOException failure = new IOException("no LDAP server");
            for (LdapServer server : lookup.servers().of(query, context)) {
                LdapSearch search = new LdapSearch(query, lookup.kind());
                try {
                    Optional<String> value = lookup.servers().connections().use(server, search::run);
                    context.put(DN, Text.trusted(search.name()));
                    return value.map(found -> new Found(found, Found.MESSAGE));
                } catch (LDAPException e) {
                    failure = LdapServers.failure(server, e);
                }
            }
            throw failure;
        }

        @Override
        public void close() {}
    }
}
