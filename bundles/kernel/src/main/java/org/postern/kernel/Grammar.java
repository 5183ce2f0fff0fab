package org.postern.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.core.Policy;
import org.postern.spi.ConnectionFilter;
import org.postern.spi.DataCheck;
import org.postern.spi.IncomingObserver;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// What the plugins of one snapshot add to SMTP, indexed once.
final class Grammar {
    /// A command or parameter and the extension that it belongs to.
    ///
    /// @param extension the name of the extension
    /// @param element the command or parameter
    /// @param <E> its type
    record Owned<E>(String extension, E element) {}

    private final List<SmtpExtension> extensions;
    private final Map<String, Owned<SmtpCommand>> commands = new HashMap<>();
    private final Map<String, Owned<SmtpParameter>> parameters = new HashMap<>();
    private final List<ConnectionFilter> filters;
    private final List<IncomingObserver> observers;
    private final List<DataCheck> checks;

    private Grammar(Policy policy) {
        this.extensions = List.copyOf(policy.contributions(SmtpExtension.class));
        List<ConnectionFilter> ordered = new ArrayList<>(policy.contributions(ConnectionFilter.class));
        ordered.sort(Comparator.comparingInt(ConnectionFilter::order));
        this.filters = List.copyOf(ordered);
        List<DataCheck> orderedChecks = new ArrayList<>(policy.contributions(DataCheck.class));
        orderedChecks.sort(Comparator.comparingInt(DataCheck::order));
        this.checks = List.copyOf(orderedChecks);
        this.observers = List.copyOf(policy.contributions(IncomingObserver.class));
        for (SmtpExtension extension : extensions) {
            extension.commands().forEach(c -> commands.put(c.verb(), new Owned<>(extension.name(), c)));
            extension
                    .parameters()
                    .forEach(p -> parameters.put(key(p.command(), p.keyword()), new Owned<>(extension.name(), p)));
        }
    }

    static Grammar of(Policy policy) {
        return new Grammar(policy);
    }

    private static String key(Phase command, String keyword) {
        return command + " " + keyword;
    }

    /// Those of `names` that no extension here has.
    Set<String> without(Set<String> names) {
        Set<String> missing = new HashSet<>(names);
        extensions.forEach(extension -> missing.remove(extension.name()));
        return missing;
    }

    List<SmtpExtension> extensions() {
        return extensions;
    }

    Optional<Owned<SmtpCommand>> command(String verb) {
        return Optional.ofNullable(commands.get(verb));
    }

    Optional<Owned<SmtpParameter>> parameter(Phase command, String keyword) {
        return Optional.ofNullable(parameters.get(key(command, keyword)));
    }

    List<ConnectionFilter> filters() {
        return filters;
    }

    List<IncomingObserver> observers() {
        return observers;
    }

    List<DataCheck> checks() {
        return checks;
    }
}
