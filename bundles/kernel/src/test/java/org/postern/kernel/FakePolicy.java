package org.postern.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullMarked;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.core.AclVerdict;
import org.postern.core.ConfigSource;
import org.postern.core.Installed;
import org.postern.core.Offer;
import org.postern.core.Policy;
import org.postern.core.Problem;
import org.postern.core.RetryRule;
import org.postern.spi.Contribution;
import org.postern.spi.Router;
import org.postern.spi.Transport;
import org.postern.testkit.TestCompiler;

/// A policy with the defaults of all options, that accepts everything unless it is told otherwise.
@NullMarked
final class FakePolicy implements Policy {
    final Map<Phase, AclVerdict> verdicts = new ConcurrentHashMap<>();
    final Map<String, String> main = new ConcurrentHashMap<>();
    final AtomicBoolean closed = new AtomicBoolean();
    private final ConfigSource source;
    private final List<Installed> plugins;
    private final Set<Offer> missing;

    FakePolicy(ConfigSource source, List<Installed> plugins, Set<Offer> missing) {
        this.source = source;
        this.plugins = plugins;
        this.missing = missing;
    }

    @Override
    public Set<Offer> missing() {
        return missing;
    }

    @Override
    public ConfigSource source() {
        return source;
    }

    @Override
    public List<Problem> warnings() {
        return List.of();
    }

    @Override
    public <T> T setting(Option<T> option) {
        try {
            if (option.equals(KernelOptions.PLUGIN_RETURN_TIMEOUT)) {
                return option.type().parse("30s", new TestCompiler());
            }
            if (main.containsKey(option.name())) {
                return option.type().parse(main.getOrDefault(option.name(), ""), new TestCompiler());
            }
            return option.defaultText().isPresent()
                    ? option.type().parse(option.defaultText().get(), new TestCompiler())
                    : option.unset().orElseThrow();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public boolean hasAcl(Phase phase) {
        return verdicts.containsKey(phase);
    }

    @Override
    public AclVerdict acl(Phase phase, Context context) {
        return verdicts.getOrDefault(phase, new AclVerdict.Accept());
    }

    @Override
    public List<Block<Router>> routers() {
        return List.of();
    }

    @Override
    public Optional<Block<Transport>> transport(String name) {
        return Optional.empty();
    }

    @Override
    public List<RetryRule> retryRules() {
        return List.of();
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return plugins.stream()
                .flatMap(plugin -> plugin.contributions().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Override
    public Text expand(String text, Context context) {
        return Text.trusted(text);
    }

    @Override
    public Compiler compiler() {
        return new TestCompiler();
    }

    @Override
    public Optional<Text> variable(String name, Context context) {
        return switch (name) {
            case "primary_hostname" -> Optional.of(Text.trusted("mx.example.org"));
            case "qualify_domain" -> Optional.of(Text.trusted("example.org"));
            case "tod_full" -> Optional.of(Text.trusted("Thu, 01 Jan 1970 00:00:00 +0000"));
            case "domain" ->
                context.recipient().map(to -> Text.tainted(to.address().domain()));
            default -> Optional.empty();
        };
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
