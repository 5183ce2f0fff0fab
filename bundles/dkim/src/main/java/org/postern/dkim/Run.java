package org.postern.dkim;

import java.util.List;
import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.Text;

/// What the variables show: the signer and signature that the DKIM ACL is about and, when it has run for all
/// of them, what came out.
///
/// @param signer `$dkim_cur_signer`
/// @param result the signature; empty if the signer has made none
/// @param statuses `$dkim_verify_status`: one while the ACL runs, then one for each run
/// @param reason `$dkim_verify_reason`
/// @param temporary whether another try may find something else
/// @param tainted whether an ACL has set status or reason to what a stranger chose
record Run(
        String signer,
        Optional<SignatureResult> result,
        List<String> statuses,
        String reason,
        boolean temporary,
        boolean tainted) {
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
                result.finding().isTemporary(),
                false);
    }

    /// There is no signature of this signer.
    static Run without(String signer) {
        return new Run(signer, Optional.empty(), List.of("none"), "", false, false);
    }

    /// Several runs, when all are done: what the ACLs after this one see.
    static Run overall(List<Run> done) {
        Run last = done.getLast();
        return new Run(
                last.signer(),
                last.result(),
                done.stream().flatMap(run -> run.statuses().stream()).toList(),
                last.reason(),
                done.stream().anyMatch(Run::temporary),
                done.stream().anyMatch(Run::tainted));
    }

    Text status() {
        return new Text(String.join(":", statuses), tainted);
    }

    Text reasonText() {
        return new Text(reason, tainted);
    }

    Run withStatus(Text status) {
        List<String> words = List.of(status.value().split(":", -1));
        return new Run(signer, result, words, reason, false, tainted || status.tainted());
    }

    Run withReason(Text other) {
        return new Run(signer, result, statuses, other.value(), temporary, tainted || other.tainted());
    }
}
