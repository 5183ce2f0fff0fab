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
    /// @param unseen whether later routers get the address as well
    record Accept(RouterBlock router, Optional<String> transport, List<Host> hosts, boolean unseen) implements Step {}

    /// Deliver to others instead.
    ///
    /// @param router who says so
    /// @param children the others
    /// @param unseen whether the address itself goes on to later routers as well
    record Redirect(RouterBlock router, List<Child> children, boolean unseen) implements Step {}

    /// Return the message.
    ///
    /// @param reason for log and sender
    /// @param also whom it is delivered to all the same
    record Fail(String reason, Optional<Redirect> also) implements Step {
        Fail(String reason) {
            this(reason, Optional.empty());
        }
    }

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
