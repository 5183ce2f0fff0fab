package org.postern.spi;

import java.util.Map;
import java.util.Optional;
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

    /// How the extension is used for one message.
    sealed interface Use {
        /// Not at all.
        record No() implements Use {}

        /// With these parameters.
        ///
        /// @param mail what is added to MAIL, by keyword; the value is empty for none
        /// @param recipient what is added to RCPT
        /// @param repliesPerRecipient whether the server answers the data once for each recipient
        /// @param logField what the delivery line of the log shows, such as `PRDR`, or the empty string
        record With(
                Map<String, String> mail, RecipientParameters recipient, boolean repliesPerRecipient, String logField)
                implements Use {}

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
    }

    /// What is added to RCPT for one recipient.
    @FunctionalInterface
    interface RecipientParameters {
        /// The parameters, by keyword; the value is empty for none.
        Map<String, Optional<String>> of(Recipient recipient);
    }
}
