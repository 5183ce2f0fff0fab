package org.postern.language;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;

/// The ACL of one phase: always the same, or named by a string that is expanded.
///
/// @param fixed the ACL, if it is always the same
/// @param source the option
/// @param acls where names are looked up
record PhaseAcl(Optional<Acl> fixed, Expression source, Acls acls) {
    AclResult run(AclRun run) {
        if (fixed.isPresent()) {
            return fixed.get().run(run);
        }
        Acl acl;
        try {
            acl = acls.resolve(source.expand(run.context()));
        } catch (ExpansionException e) {
            return e.forced()
                    ? AclResult.OK
                    : run.defer("failed to expand ACL string \"" + source.source() + "\": " + e.getMessage());
        }
        return acl.run(run);
    }
}
