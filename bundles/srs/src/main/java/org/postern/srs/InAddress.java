package org.postern.srs;

import java.util.Optional;

/// Keeps senders in the rewritten addresses themselves: `DOMAIN=LOCAL`.
record InAddress() implements SrsMemory {
    @Override
    public String keep(String localPart, String domain) {
        return domain + '=' + SrsLocalPart.unquoted(localPart);
    }

    @Override
    public Optional<String> recall(String payload, boolean quoted) {
        int end = payload.indexOf('=');
        return end > 0 && end + 1 < payload.length()
                ? Optional.of(
                        SrsLocalPart.requoted(payload.substring(end + 1), quoted) + '@' + payload.substring(0, end))
                : Optional.empty();
    }
}
