package org.postern.spi;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;

/// One configured router. The options that all routers have (preconditions, `transport`, `headers_add`,
/// ...) are the core's.
@ConsumerType
@FunctionalInterface
public interface Router {
    /// Decides what becomes of `recipient`, whose preconditions hold.
    Result route(Recipient recipient, Context context) throws ExpansionException;

    /// Whether it may work on an address that was made of one on which it has worked already, if the two
    /// differ.
    default boolean repeatUse() {
        return true;
    }

    /// Whether failures of what it makes of an address are reported without naming that.
    default boolean hidesChildren() {
        return false;
    }

    /// What becomes of a recipient.
    sealed interface Result {
        /// Deliver.
        ///
        /// @param transport the transport; empty for the router's option `transport`
        /// @param hosts those to try, in order; empty if the transport knows
        /// @param addressData what becomes `$address_data`; empty to leave it as it is
        record Accept(Optional<String> transport, List<Host> hosts, Optional<Text> addressData) implements Result {
            /// None of them can be changed.
            public Accept {
                hosts = List.copyOf(hosts);
            }

            /// With `$address_data` as it is.
            public Accept(Optional<String> transport, List<Host> hosts) {
                this(transport, hosts, Optional.empty());
            }
        }

        /// Deliver to hosts that are still to be looked up. A transport that delivers on this machine gets
        /// the list as the name of one host instead.
        ///
        /// @param transport the transport; empty for the router's option `transport`
        /// @param list the hosts as the configuration names them, or the empty string
        /// @param search looks them up
        record Lookup(Optional<String> transport, String list, Search search) implements Result {}

        /// Replace the recipient by others; none means that the message is dropped for it.
        ///
        /// @param children each of them routed from the start, or given to a transport
        /// @param unseen whether the recipient itself goes on to the next router as well
        record Redirect(List<Child> children, boolean unseen) implements Result {
            /// The children cannot be changed.
            public Redirect {
                children = List.copyOf(children);
            }

            /// Others in place of the recipient.
            public Redirect(List<Child> children) {
                this(children, false);
            }
        }

        /// Offer the recipient to the next router, unless `more` is false.
        ///
        /// @param reason for the sender, if no router is left; the empty string for the usual words
        record Decline(String reason) implements Result {
            /// Without a reason of its own.
            public Decline() {
                this("");
            }
        }

        /// Offer the recipient to the next router, or to `pass_router`, whatever `more` says.
        record Pass() implements Result {}

        /// Try again later.
        ///
        /// @param reason for the log, and after long for the sender
        record Defer(String reason) implements Result {}

        /// Return the message to its sender.
        ///
        /// @param reason for the sender
        /// @param children to whom it is delivered all the same
        record Fail(String reason, List<Child> children) implements Result {
            /// The children cannot be changed.
            public Fail {
                children = List.copyOf(children);
            }

            /// Deliver to nobody.
            public Fail(String reason) {
                this(reason, List.of());
            }
        }

        /// Keep the message until an administrator says what becomes of it.
        ///
        /// @param reason for the log
        record Freeze(String reason) implements Result {}
    }

    /// Looks for hosts.
    @FunctionalInterface
    interface Search {
        /// What becomes of the recipient; not another [Result.Lookup].
        Result run() throws ExpansionException;
    }

    /// What a recipient is replaced by.
    sealed interface Child {
        /// Another address.
        ///
        /// @param address to be routed
        /// @param errorsTo where its bounces go; empty for where the parent's go
        /// @param written how it was written, to be shown
        /// @param rewrite whether the rewriting rules apply to it
        record ToAddress(Address address, Optional<Address> errorsTo, String written, boolean rewrite)
                implements Child {
            /// Written as usual, and rewritten.
            public ToAddress(Address address, Optional<Address> errorsTo) {
                this(address, errorsTo, address.toString(), true);
            }
        }

        /// A pipe or a file.
        ///
        /// @param transport the name of the transport
        /// @param target the command with `|` before it, or the file name, for `$address_pipe` or
        /// `$address_file`
        record ToTransport(String transport, Text target) implements Child {}

        /// An answer to the message. The transport finds it in [AutoReply#SLOT].
        ///
        /// @param transport the name of the transport
        /// @param reply what is sent
        record ToReply(String transport, AutoReply reply) implements Child {}

        /// A pipe, a file or an answer that cannot be delivered to.
        ///
        /// @param target the command, with `|` before it, the file name, or the address with `>` before it
        /// @param reason what is wrong
        /// @param forbidden whether it is returned, because the configuration forbids it; otherwise it waits
        record Broken(Text target, String reason, boolean forbidden) implements Child {}

        /// One to which the message leaves with another return path, and so what is made of it. Bounces of
        /// our own go where they went before; where the router, or a later one, says with `errors_to` where
        /// bounces go, that is the return path.
        ///
        /// @param child which one; not itself forwarded
        /// @param returnPath the envelope sender that others see
        /// @param tag what the log calls it, such as `SRS`
        record Forwarded(Child child, Address returnPath, String tag) implements Child {}

        /// One of whose failure nobody is told.
        ///
        /// @param child which one; not itself silent
        record Silent(Child child) implements Child {}
    }
}
