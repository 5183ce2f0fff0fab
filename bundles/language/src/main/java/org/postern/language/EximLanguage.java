package org.postern.language;

import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.postern.api.dns.Dns;
import org.postern.api.system.LocalHost;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.FeatureDirectory;
import org.postern.core.Installed;
import org.postern.core.Language;
import org.postern.core.Offer;
import org.postern.core.Policy;
import org.postern.core.Problem;

/// Exim's configuration language.
@Component(service = Language.class)
public final class EximLanguage implements Language {
    private final EximNames exim = new EximNames();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<FeatureDirectory> features = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<Dns> resolvers = List.of();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    private volatile List<LocalHost> hosts = List.of();

    /// The language; the services that it can use come and go.
    @Activate
    public EximLanguage() {}

    EximLanguage(List<FeatureDirectory> features, List<Dns> resolvers) {
        this.features = features;
        this.resolvers = resolvers;
    }

    @Override
    public Policy compile(ConfigSource source, List<Installed> plugins, Set<Offer> departed) throws BadConfiguration {
        Vocabulary vocabulary = new Vocabulary(plugins, departed, features, exim);
        Network network = new Network(
                () -> resolvers.stream().findFirst(), () -> hosts.stream().findFirst());
        try {
            return new Compilation(source, plugins, vocabulary, exim, network).compile();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new BadConfiguration(
                    List.of(new Problem(source.main(), 1, false, "the configuration cannot be compiled: " + e)));
        }
    }
}
