package org.postern.aclstandard;

import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Session;
import org.postern.spi.AclCondition;

/// `encrypted = LIST`: the session is encrypted, with a cipher in the list; `*` is any.
final class Encrypted implements AclCondition {
    @Override
    public String name() {
        return "encrypted";
    }

    @Override
    public Set<Phase> phases() {
        return Phases.AFTER_CONNECT;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        MatchList<Text> list = compiler.stringList(argument);
        return context -> {
            Optional<TlsInfo> tls = context.session().flatMap(Session::tls);
            return tls.isPresent()
                    ? Matching.outcome(name(), list.match(Text.trusted(tls.get().logText()), context))
                    : Outcome.of(false);
        };
    }
}
