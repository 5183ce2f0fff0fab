package org.postern.routers;

import org.postern.spi.Router;

/// What becomes of an address when a host that the administrator named cannot be found.
enum HostFindFailed {
    /// The next router has it, unless `no_more` is set.
    DECLINE,
    /// It is tried again later.
    DEFER,
    /// The message is returned.
    FAIL,
    /// The message waits for the administrator.
    FREEZE,
    /// The host is left out.
    IGNORE,
    /// The next router has it, whatever `more` says.
    PASS;

    Router.Result result(String reason) {
        return switch (this) {
            case DECLINE -> new Router.Result.Decline();
            case DEFER, IGNORE -> new Router.Result.Defer(reason);
            case FAIL -> new Router.Result.Fail(reason);
            case FREEZE -> new Router.Result.Freeze(reason);
            case PASS -> new Router.Result.Pass();
        };
    }
}
