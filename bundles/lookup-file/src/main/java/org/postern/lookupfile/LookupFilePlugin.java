package org.postern.lookupfile;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.system.Accounts;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The file lookups: one lookup type for each kind of file.
@Component(service = Plugin.class)
public final class LookupFilePlugin implements Plugin {
    /// How many files in no use stay open, of those of which parts are read.
    static final Option<Long> LOOKUP_OPEN_MAX = Option.of("lookup_open_max", OptionTypes.NUMBER, "25");

    private final OpenFiles files = new OpenFiles(25);
    private final List<Contribution> contributions;

    /// The plugin on a machine with these accounts.
    @Activate
    public LookupFilePlugin(@Reference Accounts accounts) {
        this(accounts, InstantSource.system(), Runtime.getRuntime().maxMemory() / 4);
    }

    LookupFilePlugin(Accounts accounts, InstantSource clock, long cacheBytes) {
        FileCache cache = new FileCache(clock, cacheBytes);
        contributions = List.of(
                new LinearLookup("lsearch", cache, LinearFile::plain, (key, file, _, _) -> file.literal(key.value())),
                new LinearLookup("wildlsearch", cache, LinearFile::wild, new WildKeys(true)),
                new LinearLookup("nwildlsearch", cache, LinearFile::wild, new WildKeys(false)),
                new AddressLookup(cache),
                new DirectoryLookup(),
                new JsonLookup(cache),
                new CdbLookup(files),
                DbmLookup.dbm(files),
                DbmLookup.dbmnz(files),
                DbmLookup.dbmjz(files),
                new PasswdLookup(accounts),
                new TestLookup("testdb"),
                new TestLookup("testdb2"),
                new TestLookup("testdb_nq"));
    }

    @Override
    public String name() {
        return "lookup-file";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(LOOKUP_OPEN_MAX));
    }

    @Override
    public void configured(Context context) {
        files.limit(context.setting(LOOKUP_OPEN_MAX));
    }

    /// The bundle goes.
    @Deactivate
    public void stop() throws IOException {
        files.close();
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
