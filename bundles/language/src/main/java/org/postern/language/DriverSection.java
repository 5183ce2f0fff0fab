package org.postern.language;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.core.Installed;
import org.postern.core.Policy;
import org.postern.spi.Driver;
import org.postern.spi.OptionSet;
import org.postern.spi.RouterDriver;

/// Binds the blocks of one section to the drivers of plugins. Used by one thread.
///
/// @param <D> the drivers
/// @param <T> what they make
final class DriverSection<D extends Driver<T>, T> {
    private final Form<D, T> form;
    private final Environment environment;
    private final Binder binder;
    private final List<Installed> plugins;
    private final Problems problems;
    private final List<AutoCloseable> closing;
    private final boolean lenient;
    private final References references;

    /// What a section is about.
    ///
    /// @param label a block, in messages
    /// @param place where plugins say that options belong
    /// @param kind the drivers
    /// @param guarded what stands between the language and what a driver made
    /// @param extended has other plugins take part in what it does
    /// @param missing what stands for it when the driver is gone
    record Form<D extends Driver<T>, T>(
            String label,
            OptionSet.Place place,
            Vocabulary.Kind<D> kind,
            Guarding<T> guarded,
            Extending<T> extended,
            java.util.function.BiFunction<String, String, T> missing) {}

    /// Puts a guard before what a driver made.
    @FunctionalInterface
    interface Guarding<T> {
        T guard(String name, Guard guard, T instance);
    }

    /// Adds to what a driver made of a block.
    @FunctionalInterface
    interface Extending<T> {
        T extend(T instance, String driver, BoundSettings values) throws ConfigException;
    }

    DriverSection(
            Form<D, T> form,
            Environment environment,
            Binder binder,
            List<Installed> plugins,
            Problems problems,
            List<AutoCloseable> closing,
            References references) {
        this.form = form;
        this.environment = environment;
        this.binder = binder;
        this.plugins = plugins;
        this.problems = problems;
        this.closing = closing;
        this.lenient = references.lenient();
        this.references = references;
    }

    List<Policy.Block<T>> bind(List<Raw.Block> blocks) {
        List<Policy.Block<T>> bound = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Raw.Block block : blocks) {
            if (names.add(block.name())) {
                block(block).ifPresent(bound::add);
            }
        }
        return List.copyOf(bound);
    }

    private Optional<Policy.Block<T>> block(Raw.Block block) {
        String label = form.label() + " " + block.name();
        List<Raw.Setting> drivers = block.settings().stream()
                .filter(setting -> setting.name().equals("driver"))
                .toList();
        Optional<String> driver =
                drivers.isEmpty() ? Optional.empty() : drivers.getFirst().value();
        if (driver.isEmpty()) {
            problems.error(
                    block.place(),
                    label + ": driver: must be set, to one of "
                            + environment.vocabulary().with(form.kind(), List.of()));
            return Optional.empty();
        }
        if (drivers.size() > 1) {
            problems.error(
                    drivers.get(1).place(),
                    label + ": driver: is set already, at " + drivers.getFirst().place());
        }
        List<Raw.Setting> others = block.settings().stream()
                .filter(setting -> !setting.name().equals("driver"))
                .toList();
        return bind(label, block, driver.get(), drivers.getFirst().place(), others);
    }

    private Optional<Policy.Block<T>> bind(
            String label, Raw.Block block, String driver, Place place, List<Raw.Setting> settings) {
        Vocabulary vocabulary = environment.vocabulary();
        Optional<Provided<D>> provided = vocabulary.find(form.kind(), driver);
        boolean departed =
                provided.isEmpty() && vocabulary.isDeparted(form.kind().word(), driver);
        Declared declared = declared(driver, provided);
        Binder.Block bound = new Binder.Block(
                label, form.label() + " option", driver, block.name(), block.place(), departed || provided.isEmpty());
        BoundSettings values = binder.bind(bound, settings, declared);
        references.check(label, values, problems);
        if (departed) {
            return Optional.of(new Policy.Block<>(values, driver, form.missing().apply(block.name(), driver)));
        }
        if (provided.isEmpty()) {
            String fault = label + ": driver = " + driver + ": no plugin offers the "
                    + form.kind().word() + " " + driver
                    + vocabulary.remedy(form.kind().word(), driver, vocabulary.names(form.kind()));
            return complain(place, fault, vocabulary.isExims(form.kind().word(), driver))
                    .map(_ -> new Policy.Block<>(values, driver, form.missing().apply(block.name(), driver)));
        }
        if (provided.get().contribution() instanceof RouterDriver router) {
            references.checkTransport(label, block.place(), router, values, problems);
        }
        if (declared.all().stream().anyMatch(entry -> !values.has(entry.option()))) {
            return Optional.empty(); // what is wrong has been reported
        }
        return create(label, place, values, provided.get())
                .or(() -> lenient ? Optional.of(form.missing().apply(block.name(), driver)) : Optional.empty())
                .map(instance -> new Policy.Block<>(values, driver, instance));
    }

    /// Reports a fault in a block. When parts of a configuration are only tried, the block is one that
    /// defers, and the result is not empty.
    private Optional<Place> complain(Place place, String fault, boolean mayDefer) {
        if (lenient && mayDefer) {
            problems.warning(place, fault);
            return Optional.of(place);
        }
        problems.error(place, fault);
        return Optional.empty();
    }

    private Declared declared(String driver, Optional<Provided<D>> provided) {
        Declared declared = new Declared();
        for (Installed plugin : plugins) {
            for (OptionSet set : plugin.options()) {
                if (set.place() == form.place()
                        && (set.driver().isEmpty() || set.driver().equals(driver))) {
                    declared.add(set.options(), Optional.of(new Guard(plugin)));
                }
            }
        }
        provided.ifPresent(found -> declared.add(found.contribution().options(), Optional.of(found.guard())));
        return declared;
    }

    private Optional<T> create(String label, Place place, BoundSettings values, Provided<D> provided) {
        Guard guard = provided.guard();
        try {
            T instance = provided.contribution().create(values);
            if (instance instanceof AutoCloseable closeable) {
                closing.add(closeable);
            }
            T guarded = form.guarded().guard(values.name(), guard, instance);
            return Optional.of(
                    form.extended().extend(guarded, provided.contribution().name(), values));
        } catch (BoundSettings.Misplaced e) {
            complain(e.place(), label + ": " + e.getMessage(), true);
        } catch (ConfigException e) {
            complain(place, label + ": " + e.getMessage(), true);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            complain(place, guard.blame(label, e), true);
        }
        return Optional.empty();
    }
}
