package org.postern.routers;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.Identity;

/// As whom the program of a `queryprogram` router runs: as `command_user` if the server may change its user,
/// else as the server itself.
///
/// @param settings the options of the router
/// @param accounts the users and groups of the machine
/// @param identities as whom the server can work
record ProgramUser(Settings settings, Accounts accounts, Identities identities) {
    private static final int ROOT = 0;

    Identity of(Context context) throws ExpansionException, IOException {
        Optional<Expression> user = settings.get(QueryProgramDriver.COMMAND_USER);
        if (identities.own().uid() != ROOT || user.isEmpty()) {
            return identities.own();
        }
        String name = user.get().expand(context).value();
        Optional<Accounts.User> account = isNumber(name) ? Optional.empty() : accounts.user(name);
        if (account.isEmpty() && !isNumber(name)) {
            throw new IOException("no user " + name);
        }
        int uid = account.map(Accounts.User::uid).orElseGet(() -> Integer.parseInt(name));
        return identities.of(uid, group(name, account, context), Optional.empty());
    }

    private int group(String name, Optional<Accounts.User> account, Context context)
            throws ExpansionException, IOException {
        Optional<Expression> group = settings.get(QueryProgramDriver.COMMAND_GROUP);
        return group.isPresent()
                ? gid(group.get().expand(context).value())
                : account.map(Accounts.User::gid)
                        .orElseThrow(() -> new IOException("command_group is missing for user " + name));
    }

    private int gid(String name) throws IOException {
        return isNumber(name)
                ? Integer.parseInt(name)
                : accounts.group(name).map(Accounts.Group::gid).orElseThrow(() -> new IOException("no group " + name));
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }
}
