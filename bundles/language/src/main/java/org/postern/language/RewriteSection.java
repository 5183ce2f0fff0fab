package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.core.Rewriting;

/// Compiles rewriting rules (Exim's manual, chapter 31). Used by one thread.
final class RewriteSection {
    private final Environment environment;

    RewriteSection(Environment environment) {
        this.environment = environment;
    }

    /// The lines of the rewrite section.
    Rewriting compile(List<LogicalLine> lines, Problems problems) {
        List<RewriteRule> rules = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            LogicalLine line = lines.get(i);
            try {
                LanguageCompiler compiler =
                        environment.compiler(warning -> problems.warning(line.place(), "rewrite: " + warning));
                rules.add(rule(line.text(), i + 1, true, compiler));
            } catch (ConfigException e) {
                problems.error(line.place(), "rewrite: " + e.getMessage());
            }
        }
        return rules.isEmpty() ? Rewriting.NONE : new Rewriter(rules, environment.charset());
    }

    /// The rules of the option `headers_rewrite`.
    static Rewriting ofHeaders(String list, LanguageCompiler compiler) throws ConfigException {
        List<RewriteRule> rules = new ArrayList<>();
        for (String rule : Lists.split(list)) {
            rules.add(rule(rule, rules.size() + 1, false, compiler));
        }
        return rules.isEmpty()
                ? Rewriting.NONE
                : new Rewriter(rules, compiler.environment().charset());
    }

    private static RewriteRule rule(String text, int number, boolean global, LanguageCompiler compiler)
            throws ConfigException {
        int patternEnd = Quoting.wordEnd(text, 0);
        String pattern = Quoting.value(text.substring(0, patternEnd));
        String rest = text.substring(patternEnd).strip();
        if (rest.isEmpty()) {
            throw new ConfigException("missing rewrite replacement string after " + pattern);
        }
        int end = Quoting.wordEnd(rest, 0);
        RewriteRule.Flags flags = RewriteRule.Flags.of(rest.substring(end), global);
        RewritePattern compiled =
                flags.atSmtpTime() ? RewritePattern.ofSmtp(pattern, compiler) : RewritePattern.of(pattern, compiler);
        return new RewriteRule(number, compiled, compiler.compiled(Quoting.value(rest.substring(0, end))), flags);
    }
}
