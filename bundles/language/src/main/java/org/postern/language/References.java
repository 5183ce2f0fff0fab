package org.postern.language;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType.Naming;
import org.postern.core.GenericOptions;
import org.postern.spi.RouterDriver;

/// Checks the names of routers and transports in options: those that are not expanded must be there. Used by
/// one thread.
///
/// @param routers the names of the routers, in order
/// @param transports the names of the transports
/// @param lenient whether what is missing is only a warning, since parts of the configuration are tried
record References(List<String> routers, List<String> transports, boolean lenient) {
    static References of(Raw raw, boolean lenient) {
        return new References(names(raw.routers), names(raw.transports), lenient);
    }

    private static List<String> names(List<Raw.Block> blocks) {
        return blocks.stream().map(Raw.Block::name).toList();
    }

    /// Checks the options of a block.
    ///
    /// @param label the block, for messages
    void check(String label, BoundSettings settings, Problems problems) {
        for (Option<?> option : settings.set()) {
            Optional<String> fault =
                    option.type().naming().flatMap(kind -> fault(kind, settings.text(option), settings.name()));
            if (fault.isPresent()) {
                Place place = settings.place(option).orElse(Place.NOWHERE);
                report(place, label + ": " + option.name() + ": " + fault.get(), problems);
            }
        }
    }

    /// Checks whether a router has a transport if it must, and none if it must not.
    void checkTransport(String label, Place place, RouterDriver driver, BoundSettings settings, Problems problems) {
        if (!settings.has(GenericOptions.TRANSPORT) || !settings.has(GenericOptions.VERIFY_ONLY)) {
            return;
        }
        boolean set = settings.isSet(GenericOptions.TRANSPORT);
        switch (driver.transport()) {
            case REQUIRED -> {
                if (!set && !settings.get(GenericOptions.VERIFY_ONLY)) {
                    report(place, label + ": a transport is required for this router", problems);
                }
            }
            case FORBIDDEN -> {
                if (set) {
                    Place there = settings.place(GenericOptions.TRANSPORT).orElse(place);
                    report(there, label + ": transport: must not be set for this router", problems);
                }
            }
            case OPTIONAL -> {}
        }
    }

    private void report(Place place, String message, Problems problems) {
        if (lenient) {
            problems.warning(place, message);
        } else {
            problems.error(place, message);
        }
    }

    private Optional<String> fault(Naming kind, String name, String block) {
        if (name.indexOf('$') >= 0) {
            return Optional.empty();
        }
        return switch (kind) {
            case TRANSPORT -> missing("transport", name, transports);
            case ROUTER -> missing("router", name, routers);
            case LATER_ROUTER -> missing("router", name, routers).or(() -> notAfter(name, block));
        };
    }

    private static Optional<String> missing(String kind, String name, List<String> known) {
        return known.contains(name)
                ? Optional.empty()
                : Optional.of(kind + " \"" + name + "\" not found" + Nearest.hint(name, known));
    }

    private Optional<String> notAfter(String name, String block) {
        return routers.indexOf(name) > routers.indexOf(block)
                ? Optional.empty()
                : Optional.of("router \"" + name + "\" does not follow \"" + block + "\"");
    }
}
