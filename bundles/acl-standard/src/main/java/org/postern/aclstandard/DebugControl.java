package org.postern.aclstandard;

import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// `control = debug`: there is no debug log here, and the main log says so.
final class DebugControl implements AclModifier {
    @Override
    public String name() {
        return "debug";
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return context ->
                context.log().main("control = debug: there is no debug log; postern session --trace shows each rule");
    }
}
