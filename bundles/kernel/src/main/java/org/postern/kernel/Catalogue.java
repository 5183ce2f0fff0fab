package org.postern.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.ServiceReference;
import org.postern.core.Offer;
import org.postern.spi.Plugin;

/// The plugins that are there. Guarded by its owner's lock.
final class Catalogue {
    private final Map<ServiceReference<Plugin>, Entry> entries = new LinkedHashMap<>();
    private final Set<Offer> departed = new HashSet<>();

    void add(Entry entry) {
        entries.put(entry.reference(), entry);
    }

    Optional<Entry> remove(ServiceReference<Plugin> reference) {
        Optional<Entry> entry = Optional.ofNullable(entries.remove(reference));
        entry.ifPresent(gone -> departed.addAll(gone.offers()));
        return entry;
    }

    /// One plugin of each name, in the order of their names: of several with one name, the preferred one.
    List<Entry> preferred() {
        Map<String, Entry> byName = new TreeMap<>();
        for (Entry entry : entries.values()) {
            byName.merge(entry.name(), entry, (a, b) -> a.isPreferredTo(b) ? a : b);
        }
        return List.copyOf(byName.values());
    }

    /// The words that plugins had which are gone, and that nobody offers now.
    Set<Offer> departed(Collection<Entry> present) {
        Set<Offer> words = new HashSet<>(departed);
        present.forEach(entry -> words.removeAll(entry.offers()));
        return Set.copyOf(words);
    }

    /// Forgets words that have gone: a configuration that was read anew is measured by what is there.
    void forgetDeparted() {
        departed.clear();
    }

    List<Entry> all() {
        return new ArrayList<>(entries.values());
    }
}
