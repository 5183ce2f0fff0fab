package org.postern.kernel;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.mail.Address;
import org.postern.api.smtp.Reply;
import org.postern.core.Mailer;

/// VRFY and EXPN (RFC 5321, 3.5).
final class AddressCommands {
    private final Services services;
    private final Leasehold leasehold;
    private final AclGate acl;

    AddressCommands(Services services, Leasehold leasehold, AclGate acl) {
        this.services = services;
        this.leasehold = leasehold;
        this.acl = acl;
    }

    Reply verify(String argument) throws IOException {
        if (argument.isEmpty()) {
            return Reply.of(501, "5.4", "VRFY needs an address");
        }
        if (!leasehold.policy().hasAcl(Phase.VRFY)) {
            return Reply.of(252, "5.0", "VRFY not available");
        }
        Optional<Reply> refused = acl.check(Phase.VRFY, leasehold.context(), "VRFY " + argument);
        if (refused.isPresent()) {
            return refused.get();
        }
        try {
            Address address =
                    EnvelopeCommands.qualified(PathSyntax.parse(argument, false).address(), leasehold);
            return switch (services.mailer().verify(address, leasehold.policy(), leasehold.context())) {
                case Mailer.Verification.Ok _ -> Reply.of(250, "1.5", "<" + address + "> is deliverable");
                case Mailer.Verification.Failed failed -> Reply.of(550, "1.1", "<" + address + "> " + failed.reason());
                case Mailer.Verification.Deferred _ ->
                    Reply.of(451, "4.0", "<" + address + "> cannot be verified at this time");
            };
        } catch (PathSyntax.Malformed e) {
            return Reply.of(501, "1.3", e.reason());
        }
    }

    Reply expand(String argument) {
        if (!leasehold.policy().hasAcl(Phase.EXPN)) {
            return Reply.of(550, "5.1", "EXPN not available");
        }
        return acl.check(Phase.EXPN, leasehold.context(), "EXPN " + argument)
                .orElseGet(() -> Reply.of(502, "5.1", "EXPN is not supported yet"));
    }
}
