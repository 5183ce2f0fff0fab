package org.postern.delivery;

import java.util.List;
import java.util.Optional;
import org.postern.api.mail.Host;
import org.postern.spi.Router.Child;

/// What the routers make of one address.
sealed interface Step {
    /// Deliver.
    ///
    /// @param router who says so
    /// @param transport the transport; empty for the router's option
    /// @param hosts where to, without those that are not to be used
    record Accept(RouterBlock router, Optional<String> transport, List<Host> hosts) implements Step {}

    /// Deliver to others instead.
    ///
    /// @param router who says so
    /// @param children the others
    /// @param unseen whether the address itself goes on to later routers as well
    record Redirect(RouterBlock router, List<Child> children, boolean unseen) implements Step {}

    /// Return the message.
    ///
    /// @param reason for log and sender
    record Fail(String reason) implements Step {}

    /// Try again later.
    ///
    /// @param reason for the log
    /// @param ours whether the fault is in our own house, so that mail must not be returned for it
    record Defer(String reason, boolean ours) implements Step {}

    /// Wait for an administrator.
    ///
    /// @param reason for the log
    record Freeze(String reason) implements Step {}
}
