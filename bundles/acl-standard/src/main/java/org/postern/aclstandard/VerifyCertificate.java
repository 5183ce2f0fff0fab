package org.postern.aclstandard;

import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Session;
import org.postern.spi.AclCondition;

/// `verify = certificate`: the client has shown a certificate that was verified.
final class VerifyCertificate implements AclCondition {
    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public Form form() {
        return Form.VERIFY;
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        NoOptions.ofVerify("certificate", argument);
        return context -> context.session()
                        .flatMap(Session::tls)
                        .filter(TlsInfo::verified)
                        .isPresent()
                ? Outcome.of(true)
                : new Outcome.NoMatch("no verified certificate", "no verified certificate");
    }
}
