package org.postern.api;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A point in the life of a message or session at which an ACL may run. Each has a main option that names
/// its ACL, such as `acl_smtp_rcpt`.
public enum Phase {
    /// A client has connected.
    CONNECT("smtp_connect"),
    /// EHLO or HELO.
    HELO("smtp_helo"),
    /// STARTTLS.
    STARTTLS("smtp_starttls"),
    /// AUTH.
    AUTH("smtp_auth"),
    /// MAIL.
    MAIL("smtp_mail"),
    /// The AUTH parameter of MAIL.
    MAILAUTH("smtp_mailauth"),
    /// RCPT, once for each.
    RCPT("smtp_rcpt"),
    /// DATA, before the client is told to go ahead.
    PREDATA("smtp_predata"),
    /// Each MIME part of the data.
    MIME("smtp_mime"),
    /// Each signature of the data.
    DKIM("smtp_dkim"),
    /// Each recipient, after the data.
    PRDR("smtp_data_prdr"),
    /// The whole message, before its last reply.
    DATA("smtp_data"),
    /// VRFY.
    VRFY("smtp_vrfy"),
    /// EXPN.
    EXPN("smtp_expn"),
    /// ETRN.
    ETRN("smtp_etrn"),
    /// WELLKNOWN.
    WELLKNOWN("smtp_wellknown"),
    /// The client has said QUIT.
    QUIT("smtp_quit"),
    /// The session ended without QUIT.
    NOTQUIT("smtp_notquit"),
    /// A message that did not come by SMTP, before its data.
    NOT_SMTP_START("not_smtp_start"),
    /// Each MIME part of a message that did not come by SMTP.
    NOT_SMTP_MIME("not_smtp_mime"),
    /// A message that did not come by SMTP.
    NOT_SMTP("not_smtp");

    /// Every phase.
    public static final Set<Phase> ALL = Collections.unmodifiableSet(EnumSet.allOf(Phase.class));

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    /// The main option that names the ACL of this phase, such as `acl_smtp_rcpt`.
    public String option() {
        return "acl_" + word;
    }

    /// The word for log lines and messages, such as `RCPT`.
    public String label() {
        return word.startsWith("smtp_") ? word.substring(5).toUpperCase(Locale.ROOT) : "non-SMTP";
    }
}
