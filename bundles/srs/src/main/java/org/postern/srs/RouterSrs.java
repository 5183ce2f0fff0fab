package org.postern.srs;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;

/// SRS as one router has it.
final class RouterSrs {
    private RouterSrs() {}

    /// SRS with the database of the router, if it has one.
    static Srs of(Settings router, Context context) throws ExpansionException {
        Seal seal = SrsSettings.routerSeal(context);
        SrsMemory memory =
                new InDatabase(router.get(SrsRedirection.DBINSERT), router.get(SrsRedirection.DBSELECT), context);
        return new Srs(seal, SrsSettings.routerRules(context), memory);
    }

    /// Whether the router has to do with SRS for this message and recipient. An expansion that is forced to
    /// fail is a no.
    static boolean applies(Settings router, Context context) throws ExpansionException {
        Optional<Text> said = router.get(SrsRedirection.CONDITION).expandUnlessForced(context);
        return said.isPresent() && said.get().value().equals("true");
    }
}
