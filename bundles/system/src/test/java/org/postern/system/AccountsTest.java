package org.postern.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.system.Accounts;

@NullMarked
class AccountsTest {
    static Stream<Accounts> both() {
        return Stream.concat(
                LibcAccounts.find().stream(),
                Stream.of(new AccountFiles(Path.of("/etc/passwd"), Path.of("/etc/group"))));
    }

    @ParameterizedTest
    @MethodSource("both")
    void root_is_a_user_and_a_group(Accounts accounts) throws IOException {
        Accounts.User root = accounts.user("root").orElseThrow();
        assertThat(root.uid()).isZero();
        assertThat(root.home()).isEqualTo("/root");
        assertThat(accounts.user(0)).contains(root);
        assertThat(accounts.group("root").orElseThrow().gid()).isZero();
    }

    @ParameterizedTest
    @MethodSource("both")
    void nobody_has_such_a_name(Accounts accounts) throws IOException {
        assertThat(accounts.user("no such user")).isEmpty();
        assertThat(accounts.user(987_654)).isEmpty();
        assertThat(accounts.group("no such group")).isEmpty();
    }
}
