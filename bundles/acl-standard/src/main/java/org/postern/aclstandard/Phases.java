package org.postern.aclstandard;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.postern.api.Phase;

/// The sets of ACLs in which conditions and modifiers may stand.
final class Phases {
    /// Where there is a recipient.
    static final Set<Phase> RECIPIENT = set(Phase.RCPT, Phase.PRDR, Phase.VRFY);
    /// Where there is a client.
    static final Set<Phase> SESSION = except(Phase.NOT_SMTP_START, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP);
    /// Where the client has been greeted.
    static final Set<Phase> AFTER_CONNECT =
            except(Phase.NOT_SMTP_START, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP, Phase.CONNECT);
    /// Where the client has said HELO.
    static final Set<Phase> AFTER_HELO =
            except(Phase.NOT_SMTP_START, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP, Phase.CONNECT, Phase.HELO);
    /// Where there is a sender.
    static final Set<Phase> SENDER = set(
            Phase.MAIL,
            Phase.RCPT,
            Phase.PREDATA,
            Phase.MIME,
            Phase.DKIM,
            Phase.DATA,
            Phase.PRDR,
            Phase.NOT_SMTP_START,
            Phase.NOT_SMTP_MIME,
            Phase.NOT_SMTP,
            Phase.NOTQUIT,
            Phase.WELLKNOWN);
    /// Where the header of the message is there.
    static final Set<Phase> HEADER = set(Phase.DATA, Phase.PRDR, Phase.NOT_SMTP);
    /// Where header fields can be added and removed.
    static final Set<Phase> MESSAGE = set(
            Phase.MAIL,
            Phase.RCPT,
            Phase.PREDATA,
            Phase.MIME,
            Phase.DKIM,
            Phase.DATA,
            Phase.PRDR,
            Phase.NOT_SMTP_START,
            Phase.NOT_SMTP_MIME,
            Phase.NOT_SMTP);
    /// Where the fate of the message can be changed.
    static final Set<Phase> FATE =
            set(Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DATA, Phase.NOT_SMTP_MIME, Phase.NOT_SMTP);
    /// Where the reply to the message can be changed.
    static final Set<Phase> REPLY = set(Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DATA, Phase.PRDR);
    /// Where the message has not come yet.
    static final Set<Phase> BEFORE_DATA = except(Phase.DATA, Phase.PRDR, Phase.NOT_SMTP, Phase.NOT_SMTP_MIME);

    private Phases() {}

    static Set<Phase> set(Phase first, Phase... others) {
        return Collections.unmodifiableSet(EnumSet.of(first, others));
    }

    private static Set<Phase> except(Phase first, Phase... others) {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(first, others)));
    }
}
