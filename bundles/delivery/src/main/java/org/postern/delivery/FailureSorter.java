package org.postern.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Address;

/// Who is told of which failures.
///
/// @param returned by the address that gets a bounce
/// @param silent nobody wants to know of these
/// @param stuck failures of a bounce, for which there must be no other bounce (RFC 5321, 4.5.5)
record FailureSorter(Map<Address, List<Failure>> returned, List<Failure> silent, List<Failure> stuck) {
    static FailureSorter sort(List<Failure> failures, Address sender) {
        FailureSorter sorter = new FailureSorter(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        failures.forEach(failure -> sorter.add(failure, sender));
        return sorter;
    }

    private void add(Failure failure, Address sender) {
        Optional<Address> errorsTo = failure.addressee().errorsTo();
        Address to = errorsTo.orElse(sender);
        if (!wantsToKnow(failure.addressee()) || (to.isNull() && errorsTo.isPresent() && !sender.isNull())) {
            silent.add(failure);
        } else if (to.isNull() || sender.isNull()) {
            stuck.add(failure);
        } else {
            returned.computeIfAbsent(to, _ -> new ArrayList<>()).add(failure);
        }
    }

    /// What NOTIFY says (RFC 3461, 4.1), and the filter that made the recipient.
    private static boolean wantsToKnow(Addressee addressee) {
        if (addressee.isSilent()) {
            return false;
        }
        String notify = addressee.parameters().get("NOTIFY");
        return notify == null || notify.toUpperCase(Locale.ROOT).contains("FAILURE");
    }
}
