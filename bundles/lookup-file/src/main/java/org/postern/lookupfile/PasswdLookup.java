package org.postern.lookupfile;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.system.Accounts;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `passwd`: a line of the password database, with `*` in place of the password and without the
/// name.
///
/// @param accounts the database
record PasswdLookup(Accounts accounts) implements LookupType {
    @Override
    public String name() {
        return "passwd";
    }

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) {
        return new Open(accounts);
    }

    private record Open(Accounts accounts) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            return accounts.user(key.value()).map(user -> new Found(line(user), Found.MESSAGE));
        }

        private static String line(Accounts.User user) {
            return String.join(
                    ":",
                    "*",
                    String.valueOf(user.uid()),
                    String.valueOf(user.gid()),
                    user.gecos(),
                    user.home(),
                    user.shell());
        }

        @Override
        public void close() {}
    }
}
