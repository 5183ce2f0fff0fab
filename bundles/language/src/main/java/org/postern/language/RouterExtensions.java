package org.postern.language;

import java.util.TreeSet;
import org.postern.api.config.ConfigException;
import org.postern.spi.Router;
import org.postern.spi.RouterExtension;

/// What the plugins of one snapshot add to routers, each called through the guard of its plugin.
record RouterExtensions(Vocabulary vocabulary) {
    /// The router of a block with all that takes part in what it does.
    Router extended(Router router, String driver, BoundSettings values) throws ConfigException {
        Router extended = router;
        for (String name : new TreeSet<>(vocabulary.names(Vocabulary.Kind.ROUTER_EXTENSION))) {
            Provided<RouterExtension> provided =
                    vocabulary.find(Vocabulary.Kind.ROUTER_EXTENSION, name).orElseThrow();
            extended = extended(extended, driver, values, provided);
        }
        return extended;
    }

    private static Router extended(
            Router router, String driver, BoundSettings values, Provided<RouterExtension> provided)
            throws ConfigException {
        Guard guard = provided.guard();
        RouterExtension extension = provided.contribution();
        try {
            if (!extension.driver().equals(driver)) {
                return router;
            }
            return extension
                    .extend(router, values)
                    .<Router>map(extended -> new Guarded.OfRouter(values.name(), guard, extended))
                    .orElse(router);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw new ConfigException(guard.blame("router extension " + extension.name(), e));
        }
    }
}
