package org.postern.arc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.mail.Header;
import org.postern.results.AuthenticationResults;
import org.postern.results.MethodResult;
import org.postern.results.ResultsException;

/// What our own Authentication-Results fields on a message say, all together.
///
/// @param fields how many there are
/// @param results of all of them, from the top
/// @param problem what is wrong with one that claims to be ours; or the empty string
record OwnResults(int fields, List<MethodResult> results, String problem) {
    OwnResults {
        results = List.copyOf(results);
    }

    /// Those of an administrative domain, whose name is compared without case.
    static OwnResults of(List<Header> header, String domain) {
        int fields = 0;
        String problem = "";
        List<MethodResult> results = new ArrayList<>();
        for (Header field : header) {
            if (!isFrom(field, domain)) {
                continue;
            }
            try {
                results.addAll(AuthenticationResults.parse(field.value()).results());
                fields++;
            } catch (ResultsException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        return new OwnResults(fields, results, problem);
    }

    private static boolean isFrom(Header field, String domain) {
        return field.is(AuthenticationResults.FIELD)
                && AuthenticationResults.claimedServId(field.value())
                        .filter(domain::equalsIgnoreCase)
                        .isPresent();
    }

    /// What they say of the chain.
    Optional<String> chain() {
        return results.stream()
                .filter(result -> result.method().equals("arc"))
                .map(MethodResult::result)
                .findFirst();
    }

    /// The results in the words of the fields, comments included (RFC 8617, 4.1.1).
    String text() {
        return results.isEmpty()
                ? "none"
                : String.join(
                        ";\r\n\t", results.stream().map(MethodResult::text).toList());
    }
}
