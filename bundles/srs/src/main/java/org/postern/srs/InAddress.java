package org.postern.srs;

import java.util.Optional;
import org.postern.api.mail.Address;

/// Keeps senders in the rewritten addresses themselves: `DOMAIN=LOCAL`. The domain `1` says that they are
/// elsewhere.
record InAddress() implements SrsMemory {
    static final String ELSEWHERE = "1=";

    @Override
    public String keep(String localPart, String domain) {
        return domain + '=' + localPart;
    }

    @Override
    public Optional<String> recall(String payload) {
        int end = payload.indexOf('=');
        return end > 0 && end + 1 < payload.length() && !payload.startsWith(ELSEWHERE)
                ? Optional.of(Address.asWritten(payload.substring(end + 1), payload.substring(0, end))
                        .toString())
                : Optional.empty();
    }
}
