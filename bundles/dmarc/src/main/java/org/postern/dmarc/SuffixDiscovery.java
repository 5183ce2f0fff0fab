package org.postern.dmarc;

import java.util.Optional;

/// Discovery with a public suffix list, as RFC 7489 had it (3.2, 6.6.3). Confined to one thread.
final class SuffixDiscovery implements Discovery {
    private final SuffixList list;
    private final Lookups lookups;

    SuffixDiscovery(SuffixList list, Lookups lookups) {
        this.list = list;
        this.lookups = lookups;
    }

    @Override
    public Optional<Published> policy(String author) throws DmarcException {
        Optional<Published> own = lookups.policy(author);
        return own.isPresent() ? own : lookups.policy(organisation(author));
    }

    @Override
    public String organisation(String domain) {
        return list.registrable(domain).orElse(domain);
    }

    @Override
    public String method() {
        return "psl";
    }
}
