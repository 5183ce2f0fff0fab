package org.postern.aclstandard;

import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.dns.DnsException;
import org.postern.api.smtp.Session;
import org.postern.spi.AclCondition;

/// `verify = reverse_host_lookup`: the client's address has a name that leads back to it.
final class VerifyReverseHostLookup implements AclCondition {
    private static final String FAILED = "host lookup failed for reverse lookup check";

    @Override
    public String name() {
        return "reverse_host_lookup";
    }

    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Set<Phase> phases() {
        return Phases.SESSION;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        NoOptions.check("verify = reverse_host_lookup", argument);
        return context -> {
            Optional<Session> session = context.session();
            if (session.isEmpty()) {
                return Outcome.of(true);
            }
            try {
                return session.get().hostName().isPresent()
                        ? Outcome.of(true)
                        : new Outcome.NoMatch(
                                FAILED, FAILED + session.get().hostLookupMessage());
            } catch (DnsException e) {
                return new Outcome.Defer(
                        "host lookup deferred for reverse lookup check",
                        "host lookup deferred for reverse lookup check (" + e.getMessage() + ")");
            }
        };
    }
}
