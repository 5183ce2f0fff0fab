package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.core.Installed;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;

/// A plugin that offers what a test says, and remembers what it was blamed for.
final class FakePlugin implements Installed {
    private final String name;
    private final List<OptionSet> options = new ArrayList<>();
    private final List<Contribution> contributions = new ArrayList<>();
    private final List<String> blamed = new ArrayList<>();
    private boolean alive = true;
    private Check check = _ -> {};

    /// Looks at the main section as a whole.
    @FunctionalInterface
    interface Check {
        void check(Settings main) throws ConfigException;
    }

    FakePlugin(String name) {
        this.name = name;
    }

    FakePlugin with(Contribution... more) {
        contributions.addAll(List.of(more));
        return this;
    }

    FakePlugin with(OptionSet... more) {
        options.addAll(List.of(more));
        return this;
    }

    FakePlugin checking(Check how) {
        check = how;
        return this;
    }

    FakePlugin stop() {
        alive = false;
        return this;
    }

    List<String> blamed() {
        return blamed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String bundle() {
        return "org.postern." + name + " 1.0";
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
    public void check(Settings main) throws ConfigException {
        check.check(main);
    }

    @Override
    public void blame(String what, Throwable fault) {
        blamed.add(what + ": " + fault);
    }
}
