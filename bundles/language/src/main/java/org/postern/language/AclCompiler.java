package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.spi.AclCondition;
import org.postern.spi.AclModifier;
import org.postern.spi.Variable;

/// Compiles the conditions and modifiers of ACLs (Exim's manual, 43.19 to 43.31). Used by one thread.
final class AclCompiler {
    /// What the language itself knows.
    static final Set<String> OWN = Set.of(
            "acl", "continue", "control", "endpass", "log_message", "log_reject_target", "message", "set", "verify");

    private final Environment environment;
    private final LanguageCompiler compiler;

    AclCompiler(Environment environment, LanguageCompiler compiler) {
        this.environment = environment;
        this.compiler = compiler.tracing();
    }

    /// An ACL that is not part of the configuration.
    ///
    /// @param name what those who read a log or a trace are told of it
    Acl compileNow(String name, List<Raw.Statement> statements) throws ConfigException {
        List<Statement> compiled = new ArrayList<>();
        for (Raw.Statement statement : statements) {
            List<AclItem> items = new ArrayList<>();
            for (Raw.Item item : statement.items()) {
                items.add(AclItem.of(item, step(item)));
            }
            compiled.add(new Statement(name, statement.place(), statement.verb(), List.copyOf(items)));
        }
        return new Acl(name, List.copyOf(compiled));
    }

    /// One condition or modifier.
    AclStep step(Raw.Item item) throws ConfigException {
        return switch (item.name()) {
            case "message" -> modifier(item, new AclStep.Message(compiler.compiled(item.value())));
            case "log_message" -> modifier(item, new AclStep.LogMessage(compiler.compiled(item.value())));
            case "endpass" -> modifier(item, new AclStep.EndPass());
            case "log_reject_target" -> modifier(item, new AclStep.LogRejectTarget(compiler.compiled(item.value())));
            case "continue" -> modifier(item, act(item, ignored(compiler.compiled(item.value()))));
            case "set" -> modifier(item, act(item, set(item.value())));
            case "acl" -> new AclStep.Check("", item.negated(), acl(item.value())::run, Phase.ALL);
            case "verify" -> verify(item);
            case "control" -> modifier(item, control(item));
            default -> ofPlugin(item);
        };
    }

    private static AclStep modifier(Raw.Item item, AclStep step) throws ConfigException {
        if (item.negated()) {
            throw new ConfigException(item.name() + ": ! stands before conditions only");
        }
        return step;
    }

    private static AclStep.Act act(Raw.Item item, AclStep.Action action) {
        AclTest test = run -> {
            action.apply(run.context());
            return AclResult.OK;
        };
        return new AclStep.Act(item.value(), test, Phase.ALL);
    }

    private static AclStep.Action ignored(Expression expression) {
        return expression::expand;
    }

    private AclStep.Action set(String text) throws ConfigException {
        String name = SectionParser.word(text);
        String rest = text.substring(name.length()).strip();
        if (!rest.startsWith("=")) {
            throw new ConfigException("set " + text + ": = is missing");
        }
        Expression value = compiler.compiled(rest.substring(1).strip());
        Optional<Provided<Variable>> provided = environment.vocabulary().find(Vocabulary.Kind.VARIABLE, name);
        Optional<Variable.Writer> writer =
                provided.flatMap(found -> found.contribution().writer());
        if (writer.isPresent()) {
            return set(name, value, writer.get(), provided.get().guard());
        }
        if (!Variables.isAclVariable(name)) {
            throw new ConfigException("set " + name
                    + ": invalid variable name: acl_c or acl_m, and then a digit or an underscore, is right");
        }
        AclVariables variables = AclVariables.of(name);
        return context -> variables.set(name, value.expand(context), context);
    }

    private static AclStep.Action set(String name, Expression value, Variable.Writer writer, Guard guard) {
        return context -> {
            guard.enter("set " + name);
            Text text = value.expand(context);
            try {
                writer.write(text, context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw guard.fault("set " + name, e);
            }
        };
    }

    /// A call: a name and arguments, separated by spaces, quoted where they have spaces in them.
    private AclCall acl(String text) throws ConfigException {
        List<Node> words = new ArrayList<>();
        int position = 0;
        while (position < text.length()) {
            int end = text.charAt(position) == '"' ? quotedEnd(text, position) : plainEnd(text, position);
            String word = Quoting.value(text.substring(position, end));
            CompiledExpression expression = compiler.compiled(word);
            if (words.isEmpty() && expression.node() instanceof Node.Constant(Text name)) {
                checkAcl(name.value());
            }
            words.add(word(expression));
            position = end;
            while (position < text.length() && Letters.isSpace(text.charAt(position))) {
                position++;
            }
        }
        if (words.isEmpty() || words.size() > 10) {
            throw new ConfigException("acl = " + text + ": a name and at most 9 arguments is right");
        }
        return new AclCall(environment, words);
    }

    /// A word of a call, which tells the log if it is that which cannot be expanded.
    private static Node word(CompiledExpression word) {
        if (word.isConstant()) {
            return word.node();
        }
        return context -> {
            try {
                return word.expand(context);
            } catch (ExpansionException e) {
                if (e.kind() != ExpansionException.Kind.ERROR) {
                    throw e;
                }
                throw ExpansionException.error(
                        "failed to expand ACL string \"" + word.source() + "\": " + e.getMessage());
            }
        };
    }

    private static int plainEnd(String text, int start) {
        int end = start;
        while (end < text.length() && !Letters.isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int quotedEnd(String text, int start) {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private void checkAcl(String name) throws ConfigException {
        boolean known = environment.acls().names().contains(name) || name.startsWith("/");
        boolean statements = name.indexOf(' ') >= 0 || Verb.of(name).isPresent();
        if (!known && !statements) {
            compiler.complain("acl = " + name + ": there is no such ACL"
                    + compiler.hint(name, environment.acls().names()));
        }
    }

    /// `NAME/ARGUMENT` as the two of them.
    private record Parts(String name, String argument) {
        static Parts of(String value) {
            String text = value.strip();
            int end = 0;
            while (end < text.length() && (Letters.isWord(text.charAt(end)) || text.charAt(end) == '-')) {
                end++;
            }
            String rest = text.substring(end).stripLeading();
            return new Parts(text.substring(0, end), rest.startsWith("/") ? rest.substring(1) : rest);
        }
    }

    private AclStep verify(Raw.Item item) throws ConfigException {
        Parts parts = Parts.of(item.value());
        Optional<Provided<AclCondition>> provided =
                environment.vocabulary().find(Vocabulary.Kind.VERIFICATION, parts.name());
        if (provided.isPresent()) {
            return check(item, provided.get(), parts.argument());
        }
        return missing(item, Vocabulary.Kind.VERIFICATION, parts.name(), "verify = " + parts.name());
    }

    private AclStep control(Raw.Item item) throws ConfigException {
        Parts parts = Parts.of(item.value());
        Optional<Provided<AclModifier>> provided = environment.vocabulary().find(Vocabulary.Kind.CONTROL, parts.name());
        if (provided.isPresent()) {
            return act(item, provided.get(), parts.argument());
        }
        if (!compiler.strict()) {
            String fault = "syntax error in \"control=" + item.value() + "\"";
            compiler.remedies().warnings().accept(fault);
            return act(item, _ -> {
                throw ExpansionException.defer(fault);
            });
        }
        return missing(item, Vocabulary.Kind.CONTROL, parts.name(), "control = " + parts.name());
    }

    private AclStep ofPlugin(Raw.Item item) throws ConfigException {
        Optional<Provided<AclCondition>> condition =
                environment.vocabulary().find(Vocabulary.Kind.CONDITION, item.name());
        if (condition.isPresent()) {
            return check(item, condition.get(), item.value());
        }
        Optional<Provided<AclModifier>> modifier = environment.vocabulary().find(Vocabulary.Kind.MODIFIER, item.name());
        if (modifier.isPresent()) {
            return modifier(item, act(item, modifier.get(), item.value()));
        }
        Vocabulary vocabulary = environment.vocabulary();
        boolean isModifier = vocabulary.isDeparted(Vocabulary.Kind.MODIFIER.word(), item.name())
                || vocabulary.isExims(Vocabulary.Kind.MODIFIER.word(), item.name());
        return isModifier
                ? missing(item, Vocabulary.Kind.MODIFIER, item.name(), item.name() + " = ...")
                : missing(item, Vocabulary.Kind.CONDITION, item.name(), item.name() + " = ...");
    }

    private AclStep check(Raw.Item item, Provided<AclCondition> provided, String argument) throws ConfigException {
        AclCondition condition = provided.contribution();
        Guard guard = provided.guard();
        String label = item.name() + " = " + item.value();
        try {
            AclCondition.Test test = condition.compile(argument, compiler);
            return new AclStep.Check(
                    item.value(), item.negated(), new AclTest.OfPlugin(label, guard, test), condition.phases());
        } catch (ConfigException e) {
            String fault = String.valueOf(e.getMessage());
            if (compiler.strict()) {
                throw new ConfigException(item.name() + ": " + fault, e);
            }
            compiler.remedies().warnings().accept(fault);
            return new AclStep.Check(item.value(), item.negated(), run -> run.defer(fault), Phase.ALL);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new ConfigException(guard.blame(label, e));
        }
    }

    private AclStep act(Raw.Item item, Provided<AclModifier> provided, String argument) throws ConfigException {
        AclModifier modifier = provided.contribution();
        Guard guard = provided.guard();
        String label = item.name() + " = " + item.value();
        try {
            AclModifier.Action action = modifier.compile(argument, compiler);
            return new AclStep.Act(
                    item.value(), new AclTest.OfPlugin(label, guard, action::attempt), modifier.phases());
        } catch (ConfigException e) {
            throw new ConfigException(item.name() + ": " + e.getMessage(), e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new ConfigException(guard.blame(label, e));
        }
    }

    /// What stands for a word that nobody offers: if its plugin has just gone, a deferral.
    private AclStep missing(Raw.Item item, Vocabulary.Kind<?> kind, String name, String label) throws ConfigException {
        Vocabulary vocabulary = environment.vocabulary();
        boolean departed = vocabulary.isDeparted(kind.word(), name);
        boolean tried = !compiler.strict() && vocabulary.isExims(kind.word(), name);
        if (departed || tried) {
            String fault =
                    label + (departed ? ": the plugin that has " + name + " is not there now" : ": not supported");
            if (tried) {
                compiler.remedies().warnings().accept(fault);
            }
            if (kind.type().equals(AclCondition.class)) {
                return new AclStep.Check(item.value(), item.negated(), run -> run.defer(fault), Phase.ALL);
            }
            return act(item, _ -> {
                throw ExpansionException.defer(fault);
            });
        }
        throw new ConfigException(label + ": no plugin offers the " + kind.word() + " " + name
                + vocabulary.remedy(kind.word(), name, known(kind)));
    }

    private Set<String> known(Vocabulary.Kind<?> kind) {
        Vocabulary vocabulary = environment.vocabulary();
        if (!kind.equals(Vocabulary.Kind.CONDITION) && !kind.equals(Vocabulary.Kind.MODIFIER)) {
            return vocabulary.names(kind);
        }
        Set<String> all = new TreeSet<>(OWN);
        all.addAll(vocabulary.names(Vocabulary.Kind.CONDITION));
        all.addAll(vocabulary.names(Vocabulary.Kind.MODIFIER));
        return all;
    }
}
