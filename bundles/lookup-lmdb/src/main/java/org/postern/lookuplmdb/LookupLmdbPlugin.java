package org.postern.lookuplmdb;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of LMDB: the lookup type `lmdb`, and the option that says where it may write.
@Component(service = Plugin.class)
public final class LookupLmdbPlugin implements Plugin {
    /// How many files are kept open at a time.
    private static final int MAX_OPEN = 32;

    private final Environments environments = new Environments(MAX_OPEN);

    /// The plugin; it needs nothing.
    @Activate
    public LookupLmdbPlugin() {}

    /// Closes all files.
    @Deactivate
    public void close() {
        environments.close();
    }

    @Override
    public String name() {
        return "lookup-lmdb";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(LmdbLookup.WRITABLE));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new LmdbLookup(environments));
    }
}
