package org.postern.spool;

import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// Adds the options of the spool to the language.
@Component(service = Plugin.class)
public final class SpoolPlugin implements Plugin {
    @Override
    public String name() {
        return "spool";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(
                SpoolOptions.SPOOL_DIRECTORY,
                SpoolOptions.SPOOL_MEMORY_LIMIT,
                SpoolOptions.SPOOL_MESSAGE_IN_MEMORY,
                SpoolOptions.CHECK_SPOOL_SPACE));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of();
    }
}
