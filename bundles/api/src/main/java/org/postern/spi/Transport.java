package org.postern.spi;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Reply;

/// One configured transport.
@ConsumerType
@FunctionalInterface
public interface Transport {
    /// Delivers one message to a batch of recipients. A recipient missing from the result, like every
    /// recipient when an exception is thrown, is deferred: only `Failed` returns mail.
    Map<Recipient, Status> deliver(Delivery delivery) throws IOException, ExpansionException;

    /// Asks the hosts of an address whether they would take mail for it. False if there are none to ask, as
    /// where mail is delivered on this machine.
    default boolean callout(Callout callout) throws IOException, ExpansionException {
        return false;
    }

    /// How many recipients a batch may have.
    default int maxRecipients() {
        return 1;
    }

    /// Whether it delivers to hosts, and not on this machine.
    default boolean isRemote() {
        return false;
    }

    /// Whether it delivers to hosts of its own in place of those that a router found.
    default boolean overridesHosts() {
        return false;
    }

    /// Whether it hands messages on as they came: none of the options that every transport has
    /// (`headers_add`,
    /// `return_path`, `user`, `message_size_limit`, ...) changes anything then.
    default boolean ignoresGenericOptions() {
        return false;
    }

    /// What became of one recipient.
    sealed interface Status {
        /// The message is stored or taken over at its destination, and durable there.
        ///
        /// @param host the host that took it
        /// @param logFields what the log shows, such as `C="250 OK"`, or the empty string
        /// @param reportsOnward whether the host has taken over what the sender wants to hear of the message
        /// (RFC 3461, 5.2.1)
        /// @param confirmation what the other side said when it took it, such as `250 OK`, or the empty
        /// string
        record Delivered(Optional<Host> host, String logFields, boolean reportsOnward, String confirmation)
                implements Status {
            /// Nothing was said.
            public Delivered(Optional<Host> host, String logFields, boolean reportsOnward) {
                this(host, logFields, reportsOnward, "");
            }

            /// What the sender wants to hear is said here.
            public Delivered(Optional<Host> host, String logFields) {
                this(host, logFields, false);
            }

            /// The same with other fields of the log.
            public Delivered logging(String fields) {
                return new Delivered(host, fields, reportsOnward, confirmation);
            }

            /// The same, which the other side has confirmed.
            public Delivered confirmed(String words) {
                return new Delivered(host, logFields, reportsOnward, words);
            }
        }

        /// Try again later.
        ///
        /// @param problem what happened
        record Deferred(Problem problem) implements Status {}

        /// Return the message to its sender.
        ///
        /// @param problem what happened
        record Failed(Problem problem) implements Status {}
    }

    /// What a host said of itself before the message, for the DSN: the first lines of its replies.
    ///
    /// @param greeting when it was connected to
    /// @param hello to EHLO, HELO or LHLO
    record Words(String greeting, String hello) {}

    /// Why a recipient was not delivered, for the log, the retry rules and the DSN.
    ///
    /// @param message what happened, for log and sender: without secrets
    /// @param host the host that was tried
    /// @param reply what it answered
    /// @param hostWide whether it concerns the host and not this recipient
    /// @param cause what kind of failure it is, for the retry rules
    /// @param output what a program printed, for the DSN; or the empty string
    /// @param status the status code of the DSN where no reply gives it (RFC 3463), such as `5.7.30`; or the
    /// empty string
    /// @param words what the host said of itself
    record Problem(
            String message,
            Optional<Host> host,
            Optional<Reply> reply,
            boolean hostWide,
            Cause cause,
            String output,
            String status,
            Optional<Words> words) {

        /// A problem with a host.
        public Problem(String message, Optional<Host> host, Optional<Reply> reply, boolean hostWide, Cause cause) {
            this(message, host, reply, hostWide, cause, "", "", Optional.empty());
        }

        /// A problem of no special kind.
        public Problem(String message, Optional<Host> host, Optional<Reply> reply, boolean hostWide) {
            this(message, host, reply, hostWide, Cause.OTHER);
        }

        /// A problem of our own house.
        public static Problem local(String message) {
            return new Problem(message, Optional.empty(), Optional.empty(), false);
        }

        /// A problem of our own house, of a kind.
        public static Problem local(String message, Cause cause) {
            return new Problem(message, Optional.empty(), Optional.empty(), false, cause);
        }

        /// The same with a status code for the DSN.
        public Problem withStatus(String code) {
            return new Problem(message, host, reply, hostWide, cause, output, code, words);
        }

        /// The same with what a program printed.
        public Problem with(String printed) {
            return new Problem(message, host, reply, hostWide, cause, printed, status, words);
        }

        /// The same with what the host said of itself.
        public Problem with(Optional<Words> said) {
            return new Problem(message, host, reply, hostWide, cause, output, status, said);
        }
    }

    /// Failures as retry rules tell them apart (Exim's manual, 32.3).
    enum Cause {
        /// None of the others.
        OTHER,
        /// A 4xx reply to MAIL.
        MAIL,
        /// A 4xx reply to RCPT.
        RCPT,
        /// A 4xx reply to DATA, or after the data.
        DATA,
        /// The connection was refused.
        REFUSED,
        /// A time limit was reached in the SMTP dialogue.
        TIMEOUT,
        /// The connection could not be made in time.
        TIMEOUT_CONNECT,
        /// The connection was closed or broken.
        LOST_CONNECTION,
        /// A mailbox is full.
        QUOTA,
        /// TLS is required and cannot be had.
        TLS_REQUIRED,
        /// A lookup of names was not answered.
        LOOKUP,
        /// Authentication is required and failed.
        AUTH_FAILED
    }
}
