package org.postern.lookupfile;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.system.Accounts;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;

/// The lookups that need nothing but files: `lsearch`, `wildlsearch`, `nwildlsearch`, `iplsearch`, `cdb`,
/// `dsearch`,
/// `json`, `passwd`; and `testdb`, with which configurations are tried.
@Component(service = Plugin.class)
public final class LookupFilePlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The lookups, with the accounts of this machine.
    @Activate
    public LookupFilePlugin(@Reference Accounts accounts) {
        FileCache<LineFile> lines = new FileCache<>(LineFile::parse);
        this.contributions = List.of(
                new Lsearch(lines),
                new Wildlsearch("wildlsearch", lines, true),
                new Wildlsearch("nwildlsearch", lines, false),
                new Iplsearch(lines),
                new Cdb(),
                new Dsearch(),
                new Json(new FileCache<>(JsonFile::parse)),
                new Passwd(accounts),
                new TestDb("testdb", true),
                new TestDb("testdb2", true),
                new TestDb("testdb_nq", false));
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
