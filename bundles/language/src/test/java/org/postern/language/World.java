package org.postern.language;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.api.ExpansionException;
import org.postern.api.dns.Dns;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.FeatureDirectory;
import org.postern.core.Installed;
import org.postern.core.MailContext;
import org.postern.core.Offer;
import org.postern.core.Policy;
import org.postern.testkit.RecordingLog;

/// The language with plugins, features and names that a test chooses.
final class World {
    final RecordingLog log = new RecordingLog();
    private final List<Installed> plugins = new ArrayList<>();
    private final Set<Offer> departed = new HashSet<>();
    private final List<FeatureDirectory> features = new ArrayList<>();
    private final List<Dns> resolvers = new ArrayList<>();
    private Map<String, String> macros = Map.of();

    static World standard() {
        return new World().with(Words.standard());
    }

    World with(Installed plugin) {
        plugins.add(plugin);
        return this;
    }

    World with(Dns dns) {
        resolvers.add(dns);
        return this;
    }

    World departed(String kind, String name) {
        departed.add(new Offer(kind, name));
        return this;
    }

    World feature(FeatureDirectory directory) {
        features.add(directory);
        return this;
    }

    World macros(Map<String, String> given) {
        macros = given;
        return this;
    }

    Policy compile(String configuration) throws BadConfiguration {
        return compile(ConfigSource.of("test.conf", configuration, macros));
    }

    Policy compile(ConfigSource source) throws BadConfiguration {
        return new EximLanguage(features, resolvers).compile(source, plugins, departed);
    }

    MailContext context(Policy policy) {
        return MailContext.of(policy, Clock.systemUTC(), log);
    }

    /// The problems of a bad configuration, a line each.
    String problems(String configuration) {
        try (Policy policy = compile(configuration)) {
            return "(good) " + policy.warnings().stream().map(Object::toString).collect(Collectors.joining("\n"));
        } catch (BadConfiguration e) {
            return e.problems().stream().map(Object::toString).collect(Collectors.joining("\n"));
        }
    }

    /// What `postern expand` would show.
    String expand(String string) throws BadConfiguration {
        return expand("", string);
    }

    String expand(String configuration, String string) throws BadConfiguration {
        try (Policy policy = compile(configuration)) {
            return expand(policy, string);
        }
    }

    String expand(Policy policy, String string) {
        try {
            return policy.expand(string, context(policy)).value();
        } catch (ExpansionException e) {
            return "Failed: " + e.getMessage();
        }
    }
}
