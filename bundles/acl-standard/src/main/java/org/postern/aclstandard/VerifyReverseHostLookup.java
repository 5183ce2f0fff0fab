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
        boolean deferOk = argument.strip().equals("defer_ok");
        if (!deferOk) {
            NoOptions.ofVerify("reverse_host_lookup", argument);
        }
        return context -> {
            Optional<Session> session = context.session();
            if (session.isEmpty()) {
                return Outcome.of(true);
            }
            try {
                boolean hasFailed = !session.get().hostLookupMessage().isEmpty();
                if (session.get().hostName().isPresent()) {
                    return Outcome.of(true);
                }
                String failed = "host lookup failed" + (hasFailed ? "" : " for reverse lookup check");
                return new Outcome.NoMatch(failed, failed + session.get().hostLookupMessage());
            } catch (DnsException _) {
                if (deferOk) {
                    return Outcome.of(true);
                }
                String deferred = "host lookup deferred for reverse lookup check";
                return new Outcome.Defer(deferred, deferred);
            }
        };
    }
}
