package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A call of an ACL with arguments: from another ACL, or from a string. Immutable.
final class AclCall {
    private final Environment environment;
    private final Node name;
    private final List<Node> arguments;

    /// @param words the name, and at most nine arguments
    AclCall(Environment environment, List<Node> words) {
        this.environment = environment;
        this.name = words.getFirst();
        this.arguments = List.copyOf(words.subList(1, words.size()));
    }

    /// Runs the ACL; what it says is told to `run`.
    AclResult run(AclRun run) throws ExpansionException {
        Context context = run.context();
        Acl acl = environment.acls().resolve(name.expand(context));
        List<Text> values = new ArrayList<>(arguments.size());
        for (Node argument : arguments) {
            values.add(argument.expand(context));
        }
        Scope scope = Scope.of(context);
        List<Text> before = scope.aclArguments;
        scope.enterAcl();
        scope.aclArguments = List.copyOf(values);
        try {
            return acl.run(run);
        } finally {
            scope.aclArguments = before;
            scope.leaveAcl();
        }
    }

    /// `${acl...}`: what the ACL says to the client.
    Text value(Context context) throws ExpansionException {
        AclRun run = new AclRun(context);
        decided(run);
        return new Text(run.message(), true);
    }

    /// `acl{...}`: whether the ACL accepts; `$value` is what it says to the client.
    boolean holds(Context context) throws ExpansionException {
        AclRun run = new AclRun(context);
        boolean accepted = decided(run);
        Scope.of(context).value = new Text(run.message(), true);
        return accepted;
    }

    private boolean decided(AclRun run) throws ExpansionException {
        String called = name.expand(run.context()).value();
        AclResult result;
        try {
            result = run(run);
        } catch (ExpansionException e) {
            if (e.forced()) {
                throw e;
            }
            throw new ExpansionException(e.kind(), "ERROR from acl \"" + called + "\"");
        }
        return switch (result) {
            case OK -> true;
            case FAIL -> false;
            case DROP, DISCARD -> throw ExpansionException.error(result + " from acl \"" + called + "\"");
            case DEFER -> throw ExpansionException.defer("DEFER from acl \"" + called + "\"");
        };
    }
}
