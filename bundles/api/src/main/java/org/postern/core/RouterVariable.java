package org.postern.core;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;

/// A variable that the option `set` of a router sets.
///
/// @param name begins with `r_`
/// @param value what it becomes
public record RouterVariable(String name, Expression value) {
    /// The items of the option, separated by semicolons.
    static List<RouterVariable> parse(String list, Compiler compiler) throws ConfigException {
        List<RouterVariable> variables = new ArrayList<>();
        for (String item : Lists.split(list.stripLeading().startsWith("<") ? list : "<; " + list)) {
            int equals = item.indexOf('=');
            String name = equals < 0 ? "" : item.substring(0, equals).strip();
            if (!name.startsWith("r_")) {
                throw new ConfigException("not r_NAME = VALUE: " + item);
            }
            variables.add(new RouterVariable(
                    name, compiler.expression(item.substring(equals + 1).strip())));
        }
        return List.copyOf(variables);
    }
}
