package org.postern.aclstandard;

import org.postern.api.config.Compiler;
import org.postern.spi.AclModifier;

/// A control that switches off what is not there: it has nothing to do, and the check of the configuration
/// says so.
///
/// @param name as in `control = name`
/// @param absent what it would switch off
record IdleControl(String name, String absent) implements AclModifier {
    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public boolean isStandIn() {
        return true;
    }

    @Override
    public Action compile(String argument, Compiler compiler) {
        compiler.warn("control = " + name + " has no effect: there is no " + absent);
        return _ -> {};
    }
}
