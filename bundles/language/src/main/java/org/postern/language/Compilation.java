package org.postern.language;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.Installed;
import org.postern.core.LogSelector;
import org.postern.core.Policy;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;
import org.postern.spi.OptionSet;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The compilation of one configuration, from its text to a policy. Used once, by one thread.
final class Compilation {
    private final ConfigSource source;
    private final List<Installed> plugins;
    private final Vocabulary vocabulary;
    private final EximNames exim;
    private final Network network;
    private final Problems problems = new Problems();
    private final List<AutoCloseable> closing = new ArrayList<>();

    Compilation(ConfigSource source, List<Installed> plugins, Vocabulary vocabulary, EximNames exim, Network network) {
        this.source = source;
        this.plugins = plugins;
        this.vocabulary = vocabulary;
        this.exim = exim;
        this.network = network;
    }

    Policy compile() throws BadConfiguration {
        Macros macros = new Macros(source.macros(), PredefinedMacros.of(plugins, vocabulary, exim));
        Raw raw = new SectionParser(problems).parse(new SourceReader(source, macros, problems).read());
        Environment environment = environment(raw);
        environment.acls().announce(raw.acls);
        environment.lists().define(raw.lists, problems);
        Binder binder = new Binder(environment, exim, problems);
        BoundSettings main = main(raw, binder);
        References references = References.of(raw, source.isLenient());
        references.check("main", main, problems);
        AclLibrary library = new AclLibrary(environment, problems);
        library.compile(raw.acls);
        Map<Phase, PhaseAcl> acls = phaseAcls(main, environment, library);
        try {
            CompiledPolicy.Sections sections = new CompiledPolicy.Sections(
                    main,
                    acls,
                    section(routers(new RouterExtensions(vocabulary)), environment, binder, references)
                            .bind(raw.routers),
                    section(transports(), environment, binder, references).bind(raw.transports),
                    section(authenticators(), environment, binder, references).bind(raw.authenticators),
                    new RetrySection(environment, problems).compile(raw.retry),
                    new RewriteSection(environment).compile(raw.rewrite, problems),
                    new KnownWords(plugins, vocabulary, exim),
                    List.copyOf(closing));
            problems.check();
            return new CompiledPolicy(source, environment, sections, macros, problems.all());
        } catch (BadConfiguration e) {
            CompiledPolicy.closeAll(closing);
            throw e;
        }
    }

    private Environment environment(Raw raw) {
        Environment.Limits standard = new Environment.Limits(1, java.nio.charset.StandardCharsets.ISO_8859_1, true);
        LanguageCompiler none = new Environment(vocabulary, standard, network).compilerNow();
        Environment.Limits limits = LanguageOptions.limits(raw.main, none).in(source.main());
        return new Environment(vocabulary, source.isLenient() ? limits.lenient() : limits, network);
    }

    private BoundSettings main(Raw raw, Binder binder) {
        Declared declared = new Declared();
        for (Installed plugin : plugins) {
            for (OptionSet set : plugin.options()) {
                if (set.place() == OptionSet.Place.MAIN) {
                    declared.add(set.options(), Optional.of(new Guard(plugin)));
                }
            }
        }
        declared.add(LanguageOptions.all(), Optional.empty());
        Place start = new Place(source.main(), 1, 0);
        BoundSettings main =
                binder.bind(new Binder.Block("main", "main option", "", "main", start, false), raw.main, declared);
        logSelector(main);
        if (declared.all().stream().allMatch(entry -> main.has(entry.option()))) {
            plugins.forEach(plugin -> check(plugin, main, start));
        }
        return main;
    }

    private void logSelector(BoundSettings main) {
        if (main.has(LogSelector.OPTION)) {
            Place place = main.place(LogSelector.OPTION).orElse(Place.NOWHERE);
            main.get(LogSelector.OPTION)
                    .unheeded()
                    .forEach(name -> problems.warning(
                            place, "main: log_selector: " + name + " is not supported yet, it has no effect"));
        }
    }

    private void check(Installed plugin, BoundSettings main, Place start) {
        try {
            plugin.check(main);
        } catch (BoundSettings.Misplaced e) {
            problems.error(e.place(), "main: " + e.getMessage());
        } catch (ConfigException e) {
            problems.error(start, "main: " + e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            problems.error(start, new Guard(plugin).blame("check of the main section", e));
        }
    }

    private Map<Phase, PhaseAcl> phaseAcls(BoundSettings main, Environment environment, AclLibrary library) {
        Map<Phase, PhaseAcl> acls = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            var option = LanguageOptions.acl(phase);
            Optional<Expression> expression = main.has(option) ? main.get(option) : Optional.empty();
            if (expression.isPresent()) {
                Place place = main.place(option).orElse(Place.NOWHERE);
                library.forPhase(phase, expression.get(), place)
                        .ifPresent(fixed ->
                                acls.put(phase, new PhaseAcl(fixed.acl(), expression.get(), environment.acls())));
            }
        }
        return acls;
    }

    private <D extends org.postern.spi.Driver<T>, T> DriverSection<D, T> section(
            DriverSection.Form<D, T> form, Environment environment, Binder binder, References references) {
        return new DriverSection<>(form, environment, binder, plugins, problems, closing, references);
    }

    private static DriverSection.Form<RouterDriver, Router> routers(RouterExtensions extensions) {
        return new DriverSection.Form<>(
                "router",
                OptionSet.Place.ROUTER,
                Vocabulary.Kind.ROUTER,
                Guarded.OfRouter::new,
                extensions::extended,
                (_, driver) -> Guarded.missingRouter(driver));
    }

    private static DriverSection.Form<TransportDriver, Transport> transports() {
        return new DriverSection.Form<>(
                "transport",
                OptionSet.Place.TRANSPORT,
                Vocabulary.Kind.TRANSPORT,
                Guarded.OfTransport::new,
                (instance, _, _) -> instance,
                (_, driver) -> Guarded.missingTransport(driver));
    }

    private static DriverSection.Form<AuthenticatorDriver, Authenticator> authenticators() {
        return new DriverSection.Form<>(
                "authenticator",
                OptionSet.Place.AUTHENTICATOR,
                Vocabulary.Kind.AUTHENTICATOR,
                (name, guard, made) -> new Guarded.OfAuthenticator(name, guard, made.mechanism(), made),
                (instance, _, _) -> instance,
                Guarded.MissingAuthenticator::new);
    }
}
