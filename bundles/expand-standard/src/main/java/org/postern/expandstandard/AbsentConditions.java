package org.postern.expandstandard;

import java.util.List;
import org.postern.api.ExpansionException;

/// Conditions that ask servers for passwords, where no feature has them: using one is an error that says so.
final class AbsentConditions {
    private AbsentConditions() {}

    static List<Test> all() {
        return List.of(absent("pam"), absent("radius"), absent("pwcheck"), absent("ldapauth"));
    }

    private static Test absent(String name) {
        return new Test(
                name,
                1,
                (_, _) -> {
                    throw ExpansionException.error("support for \"" + name + "\" not compiled");
                },
                true);
    }
}
