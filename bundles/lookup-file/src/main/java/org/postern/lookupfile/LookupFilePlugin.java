package org.postern.lookupfile;

import java.time.InstantSource;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.system.Accounts;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;

/// The file lookups: one lookup type for each kind of file.
@Component(service = Plugin.class)
public final class LookupFilePlugin implements Plugin {
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
                new CdbLookup(),
                DbmLookup.dbm(),
                DbmLookup.dbmnz(),
                DbmLookup.dbmjz(),
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
    public List<Contribution> contributions() {
        return contributions;
    }
}
