package org.postern.benchmarks;

import java.util.List;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.core.Installed;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// A plugin that is always there.
record InstalledPlugin(Plugin plugin) implements Installed {
    @Override
    public String name() {
        return plugin.name();
    }

    @Override
    public String bundle() {
        return plugin.name();
    }

    @Override
    public List<OptionSet> options() {
        return plugin.options();
    }

    @Override
    public List<Contribution> contributions() {
        return plugin.contributions();
    }

    @Override
    public void check(Settings main) throws ConfigException {
        plugin.check(main);
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public void blame(String what, Throwable fault) {
        throw new IllegalStateException(what, fault);
    }
}
