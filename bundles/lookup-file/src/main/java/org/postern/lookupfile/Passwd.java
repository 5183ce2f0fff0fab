package org.postern.lookupfile;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.api.system.Accounts;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `passwd`: the query is a login name; what is found is the rest of its line, without the password.
///
/// @param accounts of this machine
record Passwd(Accounts accounts) implements LookupType {
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
        FileLookup lookup = name -> accounts.user(name).map(Passwd::line);
        return lookup;
    }

    private static String line(Accounts.User user) {
        return String.join(
                ":",
                "*",
                Integer.toUnsignedString(user.uid()),
                Integer.toUnsignedString(user.gid()),
                user.gecos(),
                user.home(),
                user.shell());
    }
}
