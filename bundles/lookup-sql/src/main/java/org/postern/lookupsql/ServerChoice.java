package org.postern.lookupsql;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.config.Lists;

/// Which servers a query is for, and what is left of it.
///
/// @param servers as the configuration writes them, in the order in which they are tried
/// @param sql the query
record ServerChoice(List<String> servers, String sql) {
    private static final String WORD = "servers";

    /// Chooses among the servers of the main option; `asked` are those of the lookup's option `servers=`, and
    /// the query may begin with `servers=...;`, unless a stranger chose its beginning.
    static ServerChoice of(Text query, Optional<String> asked, List<String> main, String product) throws IOException {
        String text = query.value().stripLeading();
        if (asked.isPresent() || !text.startsWith(WORD)) {
            return new ServerChoice(asked.isEmpty() ? main : full(asked.get(), main, product), text);
        }
        if (query.tainted()) {
            throw new IOException("tainted servers in " + product + " lookup");
        }
        String rest = text.substring(WORD.length()).stripLeading();
        if (!rest.startsWith("=")) {
            throw new IOException("missing = after \"servers\" in " + product + " lookup");
        }
        int end = rest.indexOf(';');
        if (end < 0) {
            throw new IOException("missing ; after \"servers=\" in " + product + " lookup");
        }
        return new ServerChoice(
                full(rest.substring(1, end), main, product),
                rest.substring(end + 1).stripLeading());
    }

    /// The query without the servers that it names, which have passwords.
    static String withoutPasswords(String query) {
        int end = query.indexOf(';');
        return query.stripLeading().startsWith(WORD) && end >= 0 ? WORD + "=..." + query.substring(end) : query;
    }

    private static List<String> full(String list, List<String> main, String product) throws IOException {
        List<String> servers = new ArrayList<>();
        for (String item : Lists.split(list)) {
            servers.add(item.indexOf('/') >= 0 ? item : known(item, main, product));
        }
        return servers;
    }

    private static String known(String name, List<String> main, String product) throws IOException {
        for (String server : main) {
            if (server.length() > name.length()
                    && server.startsWith(name)
                    && "/:(".indexOf(server.charAt(name.length())) >= 0) {
                return server;
            }
        }
        throw new IOException(product + " server \"" + name + "\" not found in " + option(product));
    }

    private static String option(String product) {
        return product.equals(PostgresqlDialect.PRODUCT) ? "pgsql_servers" : "mysql_servers";
    }
}
