package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identity;

/// Finds the user and group that a local delivery runs as (Exim's manual, 23): those of the transport, else
/// those of the router, else `exim_user` and `exim_group`, else those of the server. Used by one thread.
final class LocalUser {
    private final Surroundings surroundings;
    private final Context context;
    private final String transport;
    private OptionalInt uid = OptionalInt.empty();
    private OptionalInt gid = OptionalInt.empty();
    private Optional<String> login = Optional.empty();

    private LocalUser(Surroundings surroundings, Context context, String transport) {
        this.surroundings = surroundings;
        this.context = context;
        this.transport = transport;
    }

    /// The identity of a batch. Throws if it cannot be found, is forbidden, or cannot be had here.
    static Identity of(Batch batch, Surroundings surroundings, Context context) throws IOException, ExpansionException {
        LocalUser user = new LocalUser(surroundings, context, batch.transport().name());
        user.find(batch.transport(), batch.addressees().getFirst().owner());
        return user.identity();
    }

    /// The user that an option of the main section names, if it is set.
    static Owner named(Optional<String> user, Optional<String> group, Accounts accounts) throws IOException {
        Optional<Accounts.User> account = user.isPresent() ? account(user.get(), accounts) : Optional.empty();
        OptionalInt uid = user.isPresent() ? uid(user.get(), account) : OptionalInt.empty();
        OptionalInt gid = group.isPresent()
                ? gid(group.get(), accounts)
                : account.map(found -> OptionalInt.of(found.gid())).orElse(OptionalInt.empty());
        return new Owner(uid, gid, Optional.empty());
    }

    private void find(TransportBlock block, Owner router) throws IOException, ExpansionException {
        if (block.group().isPresent()) {
            gid = gid(text(block.group().get()), surroundings.accounts());
        } else {
            gid = router.gid();
        }
        if (block.user().isPresent()) {
            String name = text(block.user().get());
            Optional<Accounts.User> account = account(name, surroundings.accounts());
            uid = uid(name, account);
            gid = gid.isPresent() || account.isEmpty()
                    ? gid
                    : OptionalInt.of(account.get().gid());
            login = block.initgroups() ? account.map(Accounts.User::name) : Optional.empty();
        } else if (router.uid().isPresent()) {
            uid = router.uid();
            login = router.login();
        } else {
            server();
        }
        if (gid.isEmpty()) {
            throw new IOException("User set without group for " + transport + " transport");
        }
        checkAllowed();
    }

    private void server() throws IOException {
        Owner exim = named(
                context.setting(DeliveryOptions.EXIM_USER),
                context.setting(DeliveryOptions.EXIM_GROUP),
                surroundings.accounts());
        Identity own = surroundings.identities().own();
        boolean root = own.uid() == 0;
        uid = root && exim.uid().isPresent() ? exim.uid() : OptionalInt.of(own.uid());
        if (gid.isEmpty()) {
            gid = root && exim.gid().isPresent() ? exim.gid() : OptionalInt.of(own.gid());
        }
    }

    private String text(Expression option) throws ExpansionException {
        return option.expand(context).value();
    }

    private static Optional<Accounts.User> account(String name, Accounts accounts) throws IOException {
        return isNumber(name) ? accounts.user(Integer.parseUnsignedInt(name)) : accounts.user(name);
    }

    private static OptionalInt uid(String name, Optional<Accounts.User> account) throws IOException {
        if (isNumber(name)) {
            return OptionalInt.of(Integer.parseUnsignedInt(name));
        }
        return OptionalInt.of(account.orElseThrow(() -> new IOException("Failed to find user \"" + name + "\""))
                .uid());
    }

    private static OptionalInt gid(String name, Accounts accounts) throws IOException {
        if (isNumber(name)) {
            return OptionalInt.of(Integer.parseUnsignedInt(name));
        }
        return OptionalInt.of(accounts.group(name)
                .orElseThrow(() -> new IOException("Failed to find group \"" + name + "\""))
                .gid());
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.length() < 10 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private void checkAllowed() throws IOException {
        List<String> never = context.setting(DeliveryOptions.NEVER_USERS);
        for (String name : never) {
            if (uid(name, account(name, surroundings.accounts())).equals(uid)) {
                throw new IOException("User " + Integer.toUnsignedString(uid.getAsInt()) + " set for " + transport
                        + " transport is on the never_users list");
            }
        }
    }

    private Identity identity() throws IOException {
        return surroundings.identities().of(uid.getAsInt(), gid.getAsInt(), login);
    }
}
