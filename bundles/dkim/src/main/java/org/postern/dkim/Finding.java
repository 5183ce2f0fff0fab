package org.postern.dkim;

/// What can be found of a signature, in the words of RFC 8601, 2.7.1 and of Exim.
enum Finding {
    PASS("pass", "pass", "", "verification succeeded", ""),
    BODY_CHANGED(
            "fail",
            "fail",
            "bodyhash_mismatch",
            "verification failed - body hash mismatch (body probably modified in transit)",
            "body hash mismatch; body probably modified in transit"),
    SIGNATURE_WRONG(
            "fail",
            "fail",
            "signature_incorrect",
            "verification failed - signature did not verify (headers probably modified in transit)",
            "signature did not verify; headers probably modified in transit"),
    KEY_TOO_SHORT(
            "policy",
            "fail",
            "pubkey_too_short",
            "verification failed - signature invalid (key too short)",
            "public key too short"),
    NOT_WANTED(
            "policy",
            "invalid",
            "algorithm_not_accepted",
            "invalid - algorithm not accepted",
            "algorithm not accepted"),
    HISTORIC(
            "permerror",
            "invalid",
            "algorithm_historic",
            "invalid - algorithm taken out of use (RFC 8301)",
            "algorithm taken out of use"),
    ALGORITHM_UNKNOWN("neutral", "invalid", "algorithm_unknown", "invalid - unknown algorithm", "unknown algorithm"),
    TAG_INVALID(
            "neutral",
            "invalid",
            "signature_syntax",
            "invalid - signature tag missing or invalid",
            "signature tag missing or invalid"),
    VERSION_UNKNOWN(
            "neutral",
            "invalid",
            "signature_version",
            "invalid - unsupported DKIM version",
            "unsupported DKIM version"),
    FROM_NOT_SIGNED("permerror", "invalid", "from_not_signed", "invalid - From is not signed", "From is not signed"),
    EXPIRED("permerror", "invalid", "signature_expired", "invalid - signature expired", "signature expired"),
    IN_FUTURE(
            "permerror",
            "invalid",
            "signature_in_future",
            "invalid - signature of the future",
            "signature of the future"),
    LENGTH_WRONG(
            "permerror",
            "invalid",
            "bodylength_too_long",
            "invalid - more of the body is signed than there is",
            "more of the body is signed than there is"),
    HEADER_TOO_LONG("permerror", "invalid", "header_too_long", "invalid - header too long", "header too long"),
    KEY_MISSING(
            "permerror",
            "invalid",
            "pubkey_unavailable",
            "invalid - public key record (currently?) unavailable",
            "no public key"),
    KEY_REVOKED("permerror", "invalid", "pubkey_revoked", "invalid - public key revoked", "public key revoked"),
    KEY_UNUSABLE(
            "permerror",
            "invalid",
            "pubkey_syntax",
            "invalid - syntax error in public key record",
            "public key record cannot be used"),
    KEY_INAPPLICABLE(
            "permerror",
            "invalid",
            "pubkey_inapplicable",
            "invalid - public key is not for this signature",
            "public key is not for this signature"),
    KEY_UNKNOWN(
            "temperror",
            "invalid",
            "pubkey_unavailable",
            "invalid - public key record (currently?) unavailable",
            "the DNS gives no answer now");

    private final String result;
    private final String status;
    private final String reason;
    private final String logText;
    private final String comment;

    Finding(String result, String status, String reason, String logText, String comment) {
        this.result = result;
        this.status = status;
        this.reason = reason;
        this.logText = logText;
        this.comment = comment;
    }

    /// The word of RFC 8601.
    String result() {
        return result;
    }

    /// `$dkim_verify_status`.
    String status() {
        return status;
    }

    /// `$dkim_verify_reason`, or the empty string.
    String reason() {
        return reason;
    }

    /// What the log has in brackets.
    String logText() {
        return logText;
    }

    /// For people who read the result, or the empty string.
    String comment() {
        return comment;
    }

    /// Whether another try may find something else.
    boolean isTemporary() {
        return this == KEY_UNKNOWN;
    }
}
