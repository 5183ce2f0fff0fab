package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.core.ExpressionTrial;

/// A session of `postern expand`. Used by one thread.
final class ExpansionTrial implements ExpressionTrial {
    private static final String SET = "set ";
    private static final String SET_TAINTED = "set,t ";

    private final Environment environment;
    private final Macros macros;

    ExpansionTrial(Environment environment, Macros macros) {
        this.environment = environment;
        this.macros = macros;
    }

    @Override
    public String answer(String line, Context context) throws ExpansionException {
        try {
            if (Macros.isDefinition(line)) {
                macros.define(line, Place.NOWHERE);
                return "Defined macro '" + line.substring(0, line.indexOf('=')).strip() + "'";
            }
            String text = macros.replace(line, false);
            if (text.startsWith(SET_TAINTED)) {
                return set(text.substring(SET_TAINTED.length()), true, context);
            }
            if (text.startsWith(SET)) {
                return set(text.substring(SET.length()), false, context);
            }
            return expanded(text, context).value();
        } catch (ConfigException e) {
            throw Environment.atRunTime(e);
        }
    }

    private Text expanded(String text, Context context) throws ExpansionException, ConfigException {
        return new CompiledExpression(text, environment.compileNow(text)).expand(context);
    }

    private String set(String assignment, boolean tainted, Context context) throws ExpansionException, ConfigException {
        int equals = assignment.indexOf('=');
        String name = equals < 0
                ? assignment.strip()
                : assignment.substring(0, equals).strip();
        if (equals < 0 || !Variables.isAclVariable(name)) {
            throw ExpansionException.error("invalid variable name after \"set\" in ACL modifier \"set " + name + "\"");
        }
        Text value = expanded(assignment.substring(equals + 1).strip(), context);
        AclVariables.of(name).set(name, new Text(value.value(), tainted || value.tainted()), context);
        return "variable " + name.substring("acl_".length()) + " set";
    }
}
