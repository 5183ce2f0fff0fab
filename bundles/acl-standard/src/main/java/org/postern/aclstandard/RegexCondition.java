package org.postern.aclstandard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Regex;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.spi.AclCondition;
import org.postern.spi.Variable;

/// `regex = LIST`: a line of the message, of its header or body as they came, matches one of the regular
/// expressions. `$regex_match_string` is the expression that matched, `$regex1` and so on are its groups.
final class RegexCondition implements AclCondition {
    /// How much of a line is looked at.
    private static final int LINE = 32_768;

    private static final int GROUPS = 9;
    private static final Slot<Found> FOUND = Slot.of(Slot.Lifetime.MESSAGE, "regex-match");

    /// What matched.
    ///
    /// @param expression as the list has it
    /// @param groups what its groups matched
    private record Found(String expression, List<Text> groups) {}

    /// An expression of the list.
    private record Pattern(String source, Regex regex) {}

    @Override
    public String name() {
        return "regex";
    }

    @Override
    public Set<Phase> phases() {
        return Phases.set(Phase.DATA, Phase.PRDR, Phase.NOT_SMTP);
    }

    /// `$regex_match_string` and the groups.
    static List<Variable> variables() {
        List<Variable> all = new ArrayList<>();
        all.add(Variable.of("regex_match_string", FOUND, found -> Text.trusted(found.expression())));
        for (int i = 1; i <= GROUPS; i++) {
            int group = i;
            all.add(Variable.of("regex" + group, FOUND, found -> found.groups().get(group - 1)));
        }
        return List.copyOf(all);
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        Expression list = compiler.expression(argument);
        if (argument.indexOf('$') < 0 && argument.indexOf('\\') < 0) {
            List<Pattern> patterns = patterns(argument, compiler);
            return context -> test(patterns, context);
        }
        return context -> test(expanded(list, context), context);
    }

    private static List<Pattern> expanded(Expression list, Context context) throws ExpansionException {
        try {
            return patterns(list.expand(context).value(), context.compiler());
        } catch (ConfigException e) {
            throw ExpansionException.defer("regex acl condition: " + e.getMessage());
        }
    }

    private static List<Pattern> patterns(String list, Compiler compiler) throws ConfigException {
        List<Pattern> patterns = new ArrayList<>();
        for (String source : Lists.split(list)) {
            patterns.add(new Pattern(source, compiler.regex(source, false)));
        }
        return List.copyOf(patterns);
    }

    private static Outcome test(List<Pattern> patterns, Context context) throws ExpansionException {
        Optional<Message> message = context.message();
        if (message.isEmpty()) {
            return Outcome.of(false);
        }
        for (Header header : message.get().headers()) {
            for (String line : header.text().split("\r\n", -1)) {
                if (matches(patterns, line, context)) {
                    return Outcome.of(true);
                }
            }
        }
        try {
            return Outcome.of(inBody(patterns, message.get(), context));
        } catch (IOException e) {
            return new Outcome.Defer("", "regex acl condition: the message cannot be read: " + e.getMessage());
        }
    }

    private static boolean inBody(List<Pattern> patterns, Message message, Context context)
            throws IOException, ExpansionException {
        if (message.body().isEmpty()) {
            return false;
        }
        try (BufferedReader body =
                new BufferedReader(new InputStreamReader(message.body().get().open(), StandardCharsets.ISO_8859_1))) {
            StringBuilder line = new StringBuilder();
            while (read(body, line)) {
                if (matches(patterns, line.toString(), context)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// Reads a line; of a long one, the beginning. False at the end.
    private static boolean read(Reader body, StringBuilder line) throws IOException {
        line.setLength(0);
        int c = body.read();
        if (c < 0) {
            return false;
        }
        for (; c >= 0 && c != '\n'; c = body.read()) {
            if (line.length() < LINE && c != '\r') {
                line.append((char) c);
            }
        }
        return true;
    }

    private static boolean matches(List<Pattern> patterns, String line, Context context) throws ExpansionException {
        for (Pattern pattern : patterns) {
            if (pattern.regex().find(Text.tainted(line), context)) {
                List<Text> groups = new ArrayList<>();
                for (int i = 1; i <= GROUPS; i++) {
                    groups.add(context.variable(Integer.toString(i)).orElse(Text.EMPTY));
                }
                context.put(FOUND, new Found(pattern.source(), List.copyOf(groups)));
                return true;
            }
        }
        return false;
    }
}
