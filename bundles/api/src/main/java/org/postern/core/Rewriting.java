package org.postern.core;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;

/// Compiled rewriting rules (Exim's manual, chapter 31). Safe for any number of threads.
///
/// What cannot be found out now, such as a lookup in a pattern, is an [ExpansionException] that defers. A
/// rule that yields no address is logged, and the address stays as it is.
@ProviderType
public interface Rewriting {
    /// No rules.
    Rewriting NONE = new Rewriting() {
        @Override
        public boolean applies(Place place) {
            return false;
        }

        @Override
        public Rewritten rewrite(String address, Place place, Context context) {
            return new Rewritten(address, false);
        }

        @Override
        public List<Header> headers(List<Header> headers, Context context) {
            return headers;
        }
    };

    /// The option `headers_rewrite` of transports: rules for the header, separated by colons.
    Option<Rewriting> HEADERS_REWRITE =
            Option.of("headers_rewrite", OptionType.of("rewriting rules", Rewriting::ofHeaders), "");

    private static Rewriting ofHeaders(String rules, Compiler compiler) throws ConfigException {
        if (rules.isBlank()) {
            return NONE;
        }
        if (compiler instanceof OfRules able) {
            return able.headersRewriting(rules);
        }
        throw new ConfigException("rewriting rules cannot be compiled here");
    }

    /// A compiler that knows rewriting rules.
    @ProviderType
    interface OfRules extends Compiler {
        /// Rules for header fields, separated by colons.
        Rewriting headersRewriting(String rules) throws ConfigException;
    }

    /// Where an address stands.
    enum Place {
        /// The field Sender.
        SENDER("sender:"),
        /// The field From.
        FROM("from:"),
        /// The field To.
        TO("to:"),
        /// The field Cc.
        CC("cc:"),
        /// The field Bcc.
        BCC("bcc:"),
        /// The field Reply-To.
        REPLY_TO("reply-to:"),
        /// The sender of the envelope.
        ENVELOPE_FROM("env-from"),
        /// A recipient of the envelope.
        ENVELOPE_TO("env-to"),
        /// The argument of MAIL as it came.
        SMTP_SENDER("smtp sender"),
        /// The argument of RCPT as it came.
        SMTP_RECIPIENT("smtp recipient");

        private final String word;

        Place(String word) {
            this.word = word;
        }

        /// As the log names it.
        public String word() {
            return word;
        }

        /// Whether it is a field of the header.
        public boolean isHeader() {
            return word.endsWith(":");
        }

        /// Whether it is what an SMTP command says, before it is taken for an address.
        public boolean isSmtp() {
            return this == SMTP_SENDER || this == SMTP_RECIPIENT;
        }
    }

    /// What an address became.
    ///
    /// @param text the address, or the whole of the mailbox with names and comments; empty for the null
    /// sender
    /// @param whole whether it is the whole mailbox
    record Rewritten(String text, boolean whole) {}

    /// Whether there are rules for a place.
    boolean applies(Place place);

    /// Rewrites a qualified address, as it is written; in SMTP places, any text.
    Rewritten rewrite(String address, Place place, Context context) throws ExpansionException;

    /// Rewrites the addresses of header fields. A field that does not change is the same object as before.
    List<Header> headers(List<Header> headers, Context context) throws ExpansionException;

    /// Rewrites an address of the envelope. The null sender stays as it is.
    default Address envelope(Address address, Place place, Context context) throws ExpansionException {
        if (address.isNull() || !applies(place)) {
            return address;
        }
        String before = address.toString();
        String after = rewrite(before, place, context).text();
        if (after.equals(before)) {
            return address;
        }
        if (after.isEmpty()) {
            return Address.NULL;
        }
        return switch (MailboxParser.parse(after)) {
            case MailboxParser.Result.Parsed parsed -> parsed.address();
            case MailboxParser.Result.Malformed _ -> address;
        };
    }
}
