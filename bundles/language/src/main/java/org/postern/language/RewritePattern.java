package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;

/// The pattern of a rewriting rule: one item of an address list, which may be expanded first. A match sets
/// `$0` and, for each asterisk or group, `$1` and so on (Exim's manual, 31.8).
final class RewritePattern {
    private final Environment environment;
    private final Node text;
    private final MatchList<Address> list;

    private RewritePattern(Environment environment, Node text, MatchList<Address> list) {
        this.environment = environment;
        this.text = text;
        this.list = list;
    }

    static RewritePattern of(String pattern, LanguageCompiler compiler) throws ConfigException {
        return new RewritePattern(
                compiler.environment(), compiler.compiled(pattern).node(), item("+caseful\n" + pattern, compiler));
    }

    /// An address list whose items end nowhere but at a line break.
    static MatchList<Address> item(String pattern, LanguageCompiler compiler) throws ConfigException {
        Node text = compiler.compiled(pattern).node();
        Node item = text instanceof Node.Constant(Text constant)
                ? new Node.Constant(new Text("<\n" + constant.value(), constant.tainted()))
                : context -> {
                    Text value = text.expand(context);
                    return new Text("<\n" + value.value(), value.tainted());
                };
        return compiler.list(ListKind.ADDRESS, item);
    }

    /// The pattern of a rule for SMTP time, which is a regular expression always.
    static RewritePattern ofSmtp(String pattern, LanguageCompiler compiler) throws ConfigException {
        boolean isRegex = pattern.startsWith("^") || pattern.startsWith("\\N^");
        return of(isRegex ? pattern : "^" + pattern, compiler);
    }

    /// Whether what an SMTP command says matches.
    boolean matchesText(String subject, Context context) throws ExpansionException {
        Optional<Captures> found = regex(text.expand(context).value(), false).find(Text.tainted(subject));
        found.ifPresent(captures -> Scope.of(context).captures = captures);
        return found.isPresent();
    }

    /// Whether an address matches, which has a local part and a domain.
    boolean matches(String subject, Context context) throws ExpansionException {
        int at = subject.lastIndexOf('@');
        Address address = new Address(subject.substring(0, at), subject.substring(at + 1));
        switch (list.match(address, context)) {
            case MatchList.Match.Matched _ -> {}
            case MatchList.Match.NotMatched _ -> {
                return false;
            }
            case MatchList.Match.Deferred(var reason) -> throw ExpansionException.defer(reason);
        }
        String pattern = text.expand(context).value().strip();
        if (!pattern.startsWith("^")) {
            List<String> groups = new ArrayList<>(List.of(subject));
            parts(pattern, subject, at, groups);
            Scope.of(context).captures = new Captures(List.copyOf(groups), true);
        }
        return true;
    }

    private void parts(String pattern, String subject, int at, List<String> groups) throws ExpansionException {
        int semicolon = pattern.indexOf(';');
        int split = at(semicolon < 0 ? pattern : pattern.substring(0, semicolon));
        String local = split < 0 ? "" : pattern.substring(0, split);
        if (local.startsWith("*")) {
            groups.add(subject.substring(0, Math.max(0, at - local.length() + 1)));
        }
        if (semicolon >= 0) {
            return;
        }
        String domain = pattern.substring(split + 1);
        String subjectDomain = subject.substring(at + 1);
        if (domain.startsWith("*")) {
            groups.add(subjectDomain.substring(0, Math.max(0, subjectDomain.length() - domain.length() + 1)));
        } else if (domain.startsWith("^")) {
            regex(domain, true)
                    .find(Text.tainted(subjectDomain))
                    .ifPresent(captures -> groups.addAll(
                            captures.groups().subList(1, captures.groups().size())));
        }
    }

    /// Where local part and domain of a pattern meet; the `@` of `@`, `@[]` and `@mx_any` belongs to the
    /// domain.
    private static int at(String pattern) {
        int at = pattern.lastIndexOf('@');
        return at > 0 && pattern.charAt(at - 1) == '@' ? at - 1 : at;
    }

    private Regex regex(String pattern, boolean caseless) throws ExpansionException {
        try {
            return environment.regex(pattern, caseless);
        } catch (SyntaxException e) {
            throw Environment.atRunTime(e);
        }
    }
}
