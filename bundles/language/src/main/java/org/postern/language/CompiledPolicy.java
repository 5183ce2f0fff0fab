package org.postern.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Option;
import org.postern.api.smtp.Reply;
import org.postern.core.AclVerdict;
import org.postern.core.ConfigSource;
import org.postern.core.EffectiveOption;
import org.postern.core.ExpressionTrial;
import org.postern.core.KnownWord;
import org.postern.core.Offer;
import org.postern.core.Policy;
import org.postern.core.Problem;
import org.postern.core.RetryRule;
import org.postern.core.Rewriting;
import org.postern.spi.Authenticator;
import org.postern.spi.Contribution;
import org.postern.spi.Router;
import org.postern.spi.Transport;

/// A compiled configuration.
final class CompiledPolicy implements Policy {
    private final ConfigSource source;
    private final Environment environment;
    private final Sections sections;
    private final Map<String, Block<Transport>> transports = new HashMap<>();
    private final List<Problem> warnings;
    private final Macros macros;

    /// What the sections were compiled to.
    ///
    /// @param main the options of the main section
    /// @param acls the ACLs of the phases that have one
    /// @param routers in order
    /// @param transports in order
    /// @param authenticators in order
    /// @param retry in order
    /// @param rewriting the rules of the rewrite section
    /// @param words what becomes of Exim's words
    /// @param closing what is closed with the policy
    record Sections(
            BoundSettings main,
            Map<Phase, PhaseAcl> acls,
            List<Block<Router>> routers,
            List<Block<Transport>> transports,
            List<Block<Authenticator>> authenticators,
            List<RetryRule> retry,
            Rewriting rewriting,
            KnownWords words,
            List<AutoCloseable> closing) {}

    CompiledPolicy(
            ConfigSource source, Environment environment, Sections sections, Macros macros, List<Problem> warnings) {
        this.source = source;
        this.environment = environment;
        this.sections = sections;
        this.macros = macros;
        this.warnings = warnings;
        sections.transports().forEach(transport -> transports.put(transport.name(), transport));
    }

    @Override
    public ConfigSource source() {
        return source;
    }

    @Override
    public List<Problem> warnings() {
        return warnings;
    }

    @Override
    public Set<Offer> missing() {
        return environment.vocabulary().missing();
    }

    @Override
    public <T> T setting(Option<T> option) {
        return sections.main().get(option);
    }

    @Override
    public boolean hasAcl(Phase phase) {
        return sections.acls().containsKey(phase);
    }

    @Override
    public AclVerdict acl(Phase phase, Context context) {
        PhaseAcl acl = sections.acls().get(phase);
        if (acl == null) {
            return unset(phase);
        }
        AclRun run = new AclRun(context);
        AclResult result;
        try {
            result = acl.run(run);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            context.log().panic(phase.option() + " failed: " + e);
            run.clear();
            result = run.defer(phase.option() + " failed");
        }
        return Verdicts.of(result, phase, run, context.log());
    }

    private static AclVerdict unset(Phase phase) {
        return switch (phase) {
            case RCPT, VRFY, EXPN, ETRN, WELLKNOWN ->
                new AclVerdict.Deny(Reply.of(Verdicts.code(phase), "", "Administrative prohibition"), "", false);
            default -> new AclVerdict.Accept();
        };
    }

    @Override
    public List<Block<Router>> routers() {
        return sections.routers();
    }

    @Override
    public Optional<Block<Transport>> transport(String name) {
        return Optional.ofNullable(transports.get(name));
    }

    @Override
    public List<Block<Authenticator>> authenticators() {
        return sections.authenticators();
    }

    @Override
    public List<RetryRule> retryRules() {
        return sections.retry();
    }

    @Override
    public Rewriting rewriting() {
        return sections.rewriting();
    }

    @Override
    public List<KnownWord> words() {
        return sections.words().all();
    }

    @Override
    public List<EffectiveOption> effective() {
        List<EffectiveOption> all = new ArrayList<>(sections.main().effective());
        sections.routers().forEach(block -> add(block, all));
        sections.transports().forEach(block -> add(block, all));
        sections.authenticators().forEach(block -> add(block, all));
        all.addAll(environment.lists().effective());
        return all;
    }

    private static void add(Block<?> block, List<EffectiveOption> to) {
        if (block.settings() instanceof BoundSettings bound) {
            to.addAll(bound.effective());
        }
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return environment.vocabulary().contributions(kind);
    }

    @Override
    public Text expand(String string, Context context) throws ExpansionException {
        try {
            return new CompiledExpression(string, environment.compileNow(string)).expand(context);
        } catch (SyntaxException e) {
            throw ExpansionException.error(e.fault());
        }
    }

    @Override
    public ExpressionTrial trial() {
        return new ExpansionTrial(environment, macros.copy());
    }

    @Override
    public Compiler compiler() {
        return environment.compilerNow();
    }

    @Override
    public Optional<Text> variable(String name, Context context) throws ExpansionException {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<HeaderNode> header = environment.variables().header(name);
        Optional<Node> node = header.isPresent()
                ? header.map(field -> field)
                : environment.variables().find(name);
        return node.isEmpty()
                ? Optional.empty()
                : Optional.of(node.get().expand(context)).filter(value -> !value.isEmpty());
    }

    @Override
    public void close() {
        closeAll(sections.closing());
    }

    /// Closes what drivers made. One that fails does not keep the others open.
    static void closeAll(List<AutoCloseable> closing) {
        for (AutoCloseable one : closing) {
            try {
                one.close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (Exception | LinkageError | StackOverflowError e) {
                System.getLogger(CompiledPolicy.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "cannot close " + one.getClass().getName(),
                                e);
            }
        }
    }
}
