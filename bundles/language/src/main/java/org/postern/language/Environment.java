package org.postern.language;

import java.nio.charset.Charset;
import java.util.function.Consumer;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;

/// All that strings, lists and ACLs of one configuration share.
final class Environment {
    private final Vocabulary vocabulary;
    private final Limits limits;
    private final Network network;
    private final Variables variables;
    private final NamedLists lists = new NamedLists(this);
    private final Acls acls = new Acls(this);
    private final SharedAnswers sharedAnswers;
    private final LanguageCompiler now;

    /// What the configuration says of the language itself.
    ///
    /// @param regexSteps how many characters one match of a regular expression may look at
    /// @param charset what encoded words of header fields become
    /// @param strict whether a string that cannot be expanded is an error when the configuration is read
    /// @param lookupCache how many characters of answers to lookups are kept for other messages
    /// @param file its main file, or the empty string
    record Limits(long regexSteps, Charset charset, boolean strict, long lookupCache, String file) {
        Limits(long regexSteps, Charset charset, boolean strict) {
            this(regexSteps, charset, strict, 16 << 20, "");
        }

        Limits lenient() {
            return new Limits(regexSteps, charset, false, lookupCache, file);
        }

        Limits in(String main) {
            return new Limits(regexSteps, charset, strict, lookupCache, main);
        }
    }

    Environment(Vocabulary vocabulary, Limits limits, Network network) {
        this.vocabulary = vocabulary;
        this.limits = limits;
        this.network = network;
        this.variables = new Variables(vocabulary, limits.charset(), limits.file());
        this.sharedAnswers = new SharedAnswers(limits.lookupCache());
        this.now = new LanguageCompiler(this, new Remedies(vocabulary, false, _ -> {}), false);
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    /// What encoded words of header fields become, and what they are made of.
    Charset charset() {
        return limits.charset();
    }

    Network network() {
        return network;
    }

    Variables variables() {
        return variables;
    }

    NamedLists lists() {
        return lists;
    }

    Acls acls() {
        return acls;
    }

    /// What lookups with `cache_ttl` found.
    SharedAnswers sharedAnswers() {
        return sharedAnswers;
    }

    /// A compiler for a place in the configuration.
    LanguageCompiler compiler(Consumer<String> warnings) {
        return new LanguageCompiler(this, new Remedies(vocabulary, true, warnings), limits.strict());
    }

    /// A compiler for what is not part of the configuration.
    LanguageCompiler compilerNow() {
        return now;
    }

    /// Whether what fails whenever it is used is an error when the configuration is read.
    boolean isStrict() {
        return limits.strict();
    }

    Regex regex(String pattern, boolean caseless) throws SyntaxException {
        return Regex.compile(pattern, caseless, limits.regexSteps());
    }

    /// Compiles a string that is not part of the configuration.
    Node compileNow(String source) throws SyntaxException {
        return compilerNow().node(source);
    }

    /// A string that an expansion gave, which is expanded once more. Text from outside is only taken as it
    /// is.
    Node secondPass(Text text) throws ExpansionException {
        if (text.tainted()) {
            throw ExpansionException.error("attempt to expand tainted string '" + text.value() + "'");
        }
        if (text.value().indexOf('$') < 0 && text.value().indexOf('\\') < 0) {
            return new Node.Constant(text);
        }
        try {
            return compileNow(text.value());
        } catch (SyntaxException e) {
            throw ExpansionException.error(e.fault());
        }
    }

    /// A replacement that is expanded once more, for each match. Text from outside that is only text is taken
    /// as it is.
    Node replacement(Text text) throws ExpansionException {
        boolean plain = text.value().indexOf('$') < 0 && text.value().indexOf('\\') < 0;
        return plain ? new Node.Constant(text) : secondPass(text);
    }

    /// `${expand:TEXT}`.
    Text expandNow(Text text, Context context) throws ExpansionException {
        Scope scope = Scope.of(context);
        scope.enterString();
        try {
            return secondPass(text).expand(context);
        } catch (ExpansionException e) {
            if (e.kind() != ExpansionException.Kind.ERROR) {
                throw e;
            }
            throw ExpansionException.error("internal expansion of \"" + text.value() + "\" failed: " + e.getMessage());
        } finally {
            scope.leaveString();
        }
    }

    /// What failed while a string was compiled during an expansion.
    static ExpansionException atRunTime(ConfigException e) {
        return ExpansionException.error(
                e instanceof SyntaxException syntax ? syntax.fault() : String.valueOf(e.getMessage()));
    }
}
