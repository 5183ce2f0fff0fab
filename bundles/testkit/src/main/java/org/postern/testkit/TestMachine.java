package org.postern.testkit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.Identity;
import org.postern.api.system.LocalHost;

/// A machine with the addresses and users that a test gives it. It can work as any user, if only by name.
///
/// @param addresses of its interfaces
/// @param users its users; the group of each has its name
public record TestMachine(Set<InetAddress> addresses, List<Accounts.User> users)
        implements LocalHost, Accounts, Identities {
    /// A machine with these addresses and no users.
    public static TestMachine of(String... addresses) {
        return new TestMachine(
                Arrays.stream(addresses).map(InetAddress::ofLiteral).collect(Collectors.toUnmodifiableSet()),
                List.of());
    }

    /// The same with one more user, at home in `/home/NAME`.
    public TestMachine withUser(String name, int uid) {
        List<Accounts.User> more = new java.util.ArrayList<>(users);
        more.add(new Accounts.User(name, uid, uid, name, "/home/" + name, "/bin/sh"));
        return new TestMachine(addresses, List.copyOf(more));
    }

    @Override
    public Identity own() {
        return new Identity.Own(0, 0);
    }

    @Override
    public Identity of(int uid, int gid, Optional<String> login) {
        return new Identity.Own(uid, gid);
    }

    @Override
    public String name() {
        return "host.example";
    }

    @Override
    public Optional<User> user(String name) {
        return users.stream().filter(user -> user.name().equals(name)).findFirst();
    }

    @Override
    public Optional<User> user(int uid) {
        return users.stream().filter(user -> user.uid() == uid).findFirst();
    }

    @Override
    public Optional<Group> group(String name) {
        return user(name).map(user -> new Group(name, user.gid(), List.of()));
    }
}
