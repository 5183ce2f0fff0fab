package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The languages of filters that Exim has: its own, and Sieve.
@Component(service = Plugin.class)
public final class FiltersPlugin implements Plugin {
    @Override
    public String name() {
        return "filters";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(FilterOptions.all());
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(FilterState.variables());
        all.add(new EximFilterLanguage());
        all.add(new SieveFilterLanguage());
        return List.copyOf(all);
    }
}
