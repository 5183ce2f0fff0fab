package org.postern.delivery;

import java.util.Optional;
import org.postern.api.Text;

/// What the verification of one address gave. Immutable.
///
/// @param result whether it is good
/// @param routed whether the routers know a way for it
/// @param stage where it failed, for `$sender_verify_failure` and `$recipient_verify_failure`: `route`,
/// `mail`, `recipient`, `postmaster`; or the empty string
/// @param logMessage why, for the log
/// @param userMessage why, for the client
/// @param addressData `$address_data`, as the last router set it
record Checked(
        Result result,
        boolean routed,
        String stage,
        String logMessage,
        String userMessage,
        Optional<Text> addressData) {
    /// Whether an address is good.
    enum Result {
        /// It is.
        OK,
        /// It is not.
        FAIL,
        /// It cannot be known now.
        DEFER,
        /// It cannot be known now, since its host gave no answer to a callout.
        CALLOUT_DEFER
    }

    static Checked good(Optional<Text> addressData) {
        return new Checked(Result.OK, true, "", "", "", addressData);
    }

    static Checked unroutable(String reason, Optional<Text> addressData) {
        return new Checked(Result.FAIL, false, "route", reason, reason, addressData);
    }

    static Checked unknown(String reason, Optional<Text> addressData) {
        return new Checked(Result.DEFER, false, "route", reason, "", addressData);
    }

    boolean isGood() {
        return result == Result.OK;
    }

    boolean isDeferred() {
        return result == Result.DEFER || result == Result.CALLOUT_DEFER;
    }
}
