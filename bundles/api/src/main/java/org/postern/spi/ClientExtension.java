package org.postern.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;

/// The client's side of an SMTP service extension: what the smtp transport adds to its commands when the
/// server offers it.
@ConsumerType
public non-sealed interface ClientExtension extends Contribution {
    /// Decides about one message to one host, after EHLO.
    Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) throws ExpansionException;

    /// Whether it is asked for servers on this machine, too, which the lmtp transport talks to. Of what it
    /// decides then, parameters of MAIL, the writing of addresses and refusals have effect.
    default boolean isForThisMachine() {
        return false;
    }

    /// How the extension is used for one message.
    sealed interface Use {
        /// Not at all.
        record No() implements Use {}

        /// With these parameters.
        ///
        /// @param mail what is added to MAIL, by keyword; the value is empty for none
        /// @param recipient what is added to RCPT
        /// @param ways how the message goes besides
        /// @param logField what the delivery line of the log shows, such as `PRDR`, or the empty string; of
        /// an
        /// extension with a reply for each recipient it is shown if there was one
        /// @param limits what the server takes
        record With(
                Map<String, String> mail, RecipientParameters recipient, Set<Way> ways, String logField, Limits limits)
                implements Use {
            /// Neither of these can be changed.
            public With {
                mail = Map.copyOf(mail);
                ways = Set.copyOf(ways);
            }

            /// Without limits.
            public With(
                    Map<String, String> mail,
                    RecipientParameters recipient,
                    boolean repliesPerRecipient,
                    String logField) {
                this(
                        mail,
                        recipient,
                        repliesPerRecipient ? Set.of(Way.REPLIES_PER_RECIPIENT) : Set.of(),
                        logField,
                        Limits.NONE);
            }

            /// Without parameters.
            public static With way(Way way, String logField) {
                return new With(Map.of(), _ -> Map.of(), Set.of(way), logField, Limits.NONE);
            }

            /// With no more than what the server takes.
            public static With within(Limits limits) {
                return new With(Map.of(), _ -> Map.of(), Set.of(), "", limits);
            }

            /// Whether the server answers the data once for each recipient.
            public boolean repliesPerRecipient() {
                return ways.contains(Way.REPLIES_PER_RECIPIENT);
            }
        }

        /// With the addresses of the envelope written in another way for this host, such as in A-labels.
        ///
        /// @param form an address as the host can have it; empty if it has no such form
        /// @param reason for the bounce of a recipient without one
        /// @param status the status code of that (RFC 3463), such as `5.6.7`
        record Readdress(Function<Address, Optional<Address>> form, String reason, String status) implements Use {}

        /// The message cannot go to a host that lacks the extension.
        ///
        /// @param reason for the bounce
        /// @param next whether another host may have it
        /// @param status the status code for the DSN (RFC 3463), such as `5.7.30`; or the empty string
        record Refuse(String reason, boolean next, String status) implements Use {
            /// With the status code of any failure.
            public Refuse(String reason, boolean next) {
                this(reason, next, "");
            }
        }

        /// How a message goes besides its parameters.
        enum Way {
            /// The server may answer the data once for each recipient, after 353 and before the reply to the
            /// message.
            REPLIES_PER_RECIPIENT,
            /// The data go in chunks (RFC 3030), and not after DATA.
            CHUNKS
        }

        /// What a server takes.
        ///
        /// @param messages how many messages in one session
        /// @param recipients how many recipients of one message
        /// @param domains in how many domains these may be
        record Limits(int messages, int recipients, int domains) {
            /// As much as there is.
            public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

            /// None of the numbers is less than 1.
            public Limits {
                if (messages < 1 || recipients < 1 || domains < 1) {
                    throw new IllegalArgumentException("a limit below 1");
                }
            }

            /// What is within both.
            public Limits and(Limits other) {
                return new Limits(
                        Math.min(messages, other.messages),
                        Math.min(recipients, other.recipients),
                        Math.min(domains, other.domains));
            }
        }
    }

    /// What is added to RCPT for one recipient.
    @FunctionalInterface
    interface RecipientParameters {
        /// The parameters, by keyword; the value is empty for none.
        Map<String, Optional<String>> of(Recipient recipient);

        /// Whether the server takes over what the sender wants to hear of this recipient (RFC 3461, 5.2.1).
        default boolean reportsOnward(Recipient recipient) {
            return false;
        }
    }
}
