package org.postern.dmarc;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What DMARC says about a message.
///
/// @param status what the author's domain recommends
/// @param author the domain of the From field; empty if it has none that can be used
/// @param found the policy that counts
/// @param disposition what it asks to be done with this message
/// @param isTested whether that is milder than the policy, which is only tried
/// @param spf whether the domain of SPF passes and fits that of the author
/// @param dkim whether a signature does
/// @param identifiers what was compared
/// @param method how the policy was found
/// @param problem why there is no verdict, or the empty string
record DmarcResult(
        Status status,
        String author,
        Optional<Published> found,
        Policy disposition,
        boolean isTested,
        boolean spf,
        boolean dkim,
        DmarcRequest identifiers,
        String method,
        String problem) {

    /// What to do with a message, in the words of the ACL condition.
    enum Status {
        ACCEPT("Accept"),
        REJECT("Reject"),
        QUARANTINE("Quarantine"),
        /// The check failed, but the policy asks for nothing.
        NONE("None, Accept"),
        NORECORD("No DMARC record"),
        NOFROM("No From: domain found"),
        TEMPERROR("Temporary error"),
        /// It was not checked.
        OFF("Off");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        /// The word.
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// A few words more, for people.
        String text() {
            return text;
        }
    }

    /// No verdict and nothing known.
    static DmarcResult without(Status status, String problem) {
        return none(status, new DmarcRequest("", List.of(), List.of()), problem);
    }

    /// No verdict on what was asked.
    static DmarcResult none(Status status, DmarcRequest request, String problem) {
        return new DmarcResult(
                status, request.author(), Optional.empty(), Policy.NONE, false, false, false, request, "", problem);
    }

    /// The result as RFC 8601 words it (RFC 9989, 9.3).
    String word() {
        return switch (status) {
            case ACCEPT -> "pass";
            case REJECT, QUARANTINE, NONE -> "fail";
            case NORECORD -> problem.isEmpty() ? "none" : "permerror";
            case NOFROM -> "permerror";
            case TEMPERROR -> "temperror";
            case OFF -> "none";
        };
    }

    /// The domain whose policy counts or, if there is none, that was asked for one.
    String usedDomain() {
        return found.map(Published::domain).orElse(author);
    }

    /// Whether there is a verdict by a policy.
    boolean isDecided() {
        return switch (status) {
            case ACCEPT, REJECT, QUARANTINE, NONE -> true;
            case NORECORD, NOFROM, TEMPERROR, OFF -> false;
        };
    }
}
