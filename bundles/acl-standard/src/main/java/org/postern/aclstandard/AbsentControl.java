package org.postern.aclstandard;

import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// A control of Exim's that is not there: using it is an error of the configuration that says so.
///
/// @param name as in `control = name`
/// @param remedy what to do
record AbsentControl(String name, String remedy) implements AclModifier {
    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        throw new ConfigException("control = " + name + " is not there yet: " + remedy);
    }
}
