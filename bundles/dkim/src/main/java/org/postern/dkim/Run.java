package org.postern.dkim;

import java.util.List;
import java.util.Optional;
import org.postern.api.Slot;

/// What the variables show: the signer and signature that the DKIM ACL is about and, when it has run for all
/// of them, what came out.
///
/// @param signer `$dkim_cur_signer`
/// @param result the signature; empty if the signer has made none
/// @param statuses `$dkim_verify_status`: one while the ACL runs, then one for each run
/// @param reason `$dkim_verify_reason`
/// @param temporary whether another try may find something else
record Run(String signer, Optional<SignatureResult> result, List<String> statuses, String reason, boolean temporary) {
    /// The one in hand.
    static final Slot<Run> SLOT = Slot.of(Slot.Lifetime.MESSAGE, "dkim run");
    /// The signers of the message, `$dkim_signers`.
    static final Slot<List<String>> SIGNERS = Slot.of(Slot.Lifetime.MESSAGE, "dkim signers");

    Run {
        statuses = List.copyOf(statuses);
    }

    static Run of(String signer, SignatureResult result) {
        return new Run(
                signer,
                Optional.of(result),
                List.of(result.finding().status()),
                result.finding().reason(),
                result.finding().isTemporary());
    }

    /// There is no signature of this signer.
    static Run without(String signer) {
        return new Run(signer, Optional.empty(), List.of("none"), "", false);
    }

    String status() {
        return String.join(":", statuses);
    }

    Run withStatus(String status) {
        return new Run(signer, result, List.of(status.split(":", -1)), reason, temporary);
    }

    Run withReason(String other) {
        return new Run(signer, result, statuses, other, temporary);
    }
}
