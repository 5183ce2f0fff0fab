package org.postern.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.system.Accounts;

/// The accounts of the machine, or those in the files that the framework property `postern.accounts` names:
/// of users, and perhaps after a semicolon of groups.
@Component(service = Accounts.class)
public final class SystemAccounts implements Accounts {
    private static final Path GROUPS = Path.of("/etc/group");

    private final Accounts accounts;

    /// As the command line says.
    @Activate
    public SystemAccounts(BundleContext context) {
        this.accounts = Optional.ofNullable(context.getProperty("postern.accounts"))
                .<Accounts>map(SystemAccounts::files)
                .or(LibcAccounts::find)
                .orElseGet(() -> new AccountFiles(Path.of("/etc/passwd"), GROUPS));
    }

    private static AccountFiles files(String names) {
        int semicolon = names.indexOf(';');
        return semicolon < 0
                ? new AccountFiles(Path.of(names), GROUPS)
                : new AccountFiles(Path.of(names.substring(0, semicolon)), Path.of(names.substring(semicolon + 1)));
    }

    @Override
    public Optional<User> user(String name) throws IOException {
        return accounts.user(name);
    }

    @Override
    public Optional<User> user(int uid) throws IOException {
        return accounts.user(uid);
    }

    @Override
    public Optional<Group> group(String name) throws IOException {
        return accounts.group(name);
    }
}
