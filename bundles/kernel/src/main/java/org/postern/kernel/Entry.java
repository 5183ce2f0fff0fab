package org.postern.kernel;

import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.postern.api.Context;
import org.postern.api.MailLog;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.core.Installed;
import org.postern.core.Offer;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// A plugin in the catalogue. What it offers is read once, when it appears.
final class Entry implements Installed {
    private final ServiceReference<Plugin> reference;
    private final Plugin plugin;
    private final String name;
    private final String bundle;
    private final List<OptionSet> options;
    private final List<Contribution> contributions;
    private final List<Offer> offers;
    private final MailLog log;
    private volatile boolean alive = true;

    Entry(ServiceReference<Plugin> reference, Plugin plugin, MailLog log) {
        this.reference = reference;
        this.plugin = plugin;
        this.log = log;
        Bundle owner = reference.getBundle();
        this.bundle = owner.getSymbolicName() + " " + owner.getVersion();
        this.name = plugin.name();
        this.options = List.copyOf(plugin.options());
        this.contributions = List.copyOf(plugin.contributions());
        this.offers = Offer.of(options, contributions);
    }

    ServiceReference<Plugin> reference() {
        return reference;
    }

    List<Offer> offers() {
        return offers;
    }

    /// From now on a late call gives a temporary failure.
    void kill() {
        alive = false;
    }

    /// Higher ranking wins, then the newer bundle, then the newer service.
    boolean isPreferredTo(Entry other) {
        int ranking = Integer.compare(ranking(), other.ranking());
        if (ranking != 0) {
            return ranking > 0;
        }
        int version = reference
                .getBundle()
                .getVersion()
                .compareTo(other.reference.getBundle().getVersion());
        return version != 0 ? version > 0 : reference.compareTo(other.reference) < 0;
    }

    private int ranking() {
        return reference.getProperty("service.ranking") instanceof Integer value ? value : 0;
    }

    @Override
    public void check(Settings main) throws ConfigException {
        plugin.check(main);
    }

    /// Tells the plugin that a configuration comes into force.
    void configured(Context context) {
        try {
            plugin.configured(context);
        } catch (RuntimeException | LinkageError e) {
            blame("new configuration", e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String bundle() {
        return bundle;
    }

    @Override
    public List<OptionSet> options() {
        return options;
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }

    @Override
    public boolean isAlive() {
        return alive;
    }

    @Override
    public void blame(String what, Throwable fault) {
        log.panic("plugin " + name + " (" + bundle + "): " + what + ": " + fault);
        org.slf4j.LoggerFactory.getLogger(Entry.class).error("plugin {} ({}): {}", name, bundle, what, fault);
    }

    @Override
    public String toString() {
        return name + " (" + bundle + ")";
    }
}
