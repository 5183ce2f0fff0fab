package org.postern.language;

import java.util.List;

/// A compiled ACL. Immutable.
///
/// @param name its name, or the empty string
/// @param statements in order
record Acl(String name, List<Statement> statements) {
    /// Runs it to the first statement that decides; past the last it refuses, for the reason that was given
    /// last.
    AclResult run(AclRun run) {
        run.show(() -> "acl " + (name.isEmpty() ? "without a name" : name)
                + run.phase().map(phase -> " (" + phase.label() + ")").orElse(""));
        AclResult result = decision(run);
        run.show(() -> "acl " + name + (name.isEmpty() ? "" : " ") + verdict(result)
                + (result == AclResult.OK || run.logMessage().isEmpty() ? "" : ": " + run.logMessage()));
        return result;
    }

    private static String verdict(AclResult result) {
        return switch (result) {
            case OK -> "accepts";
            case FAIL -> "refuses";
            case DROP -> "refuses and drops the connection";
            case DISCARD -> "discards";
            case DEFER -> "defers";
        };
    }

    private AclResult decision(AclRun run) {
        for (int i = 0; i < statements.size(); i++) {
            run.clear();
            Statement statement = statements.get(i);
            Statement.Tested tested = statement.test(run);
            if (tested.result() == AclResult.DEFER && statement.verb() != Verb.WARN) {
                return AclResult.DEFER;
            }
            boolean holds = tested.result() == AclResult.OK;
            switch (statement.verb()) {
                case ACCEPT -> {
                    if (holds || tested.result() == AclResult.DISCARD || tested.passed()) {
                        return tested.result();
                    }
                }
                case DISCARD -> {
                    if (holds || tested.result() == AclResult.DISCARD) {
                        return AclResult.DISCARD;
                    }
                    if (tested.passed()) {
                        return tested.result();
                    }
                }
                case DEFER -> {
                    if (holds) {
                        return AclResult.DEFER;
                    }
                }
                case DENY -> {
                    if (holds) {
                        return AclResult.FAIL;
                    }
                }
                case DROP -> {
                    if (holds) {
                        return AclResult.DROP;
                    }
                }
                case REQUIRE -> {
                    if (!holds) {
                        return tested.result();
                    }
                }
                case WARN -> {
                    Warning.of(tested.result(), statement, run);
                    run.clear();
                }
            }
        }
        return AclResult.FAIL;
    }
}
