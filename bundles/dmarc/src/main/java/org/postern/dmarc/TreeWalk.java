package org.postern.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Discovery by walking up the DNS (RFC 9989, 4.10): at most eight queries, however many labels a name has.
/// Confined to one thread.
final class TreeWalk implements Discovery {
    private static final int MAX_QUERIES = 8;

    private final Lookups lookups;

    TreeWalk(Lookups lookups) {
        this.lookups = lookups;
    }

    @Override
    public Optional<Published> policy(String author) throws DmarcException {
        Optional<Published> own = lookups.policy(author);
        if (own.isPresent()) {
            return own;
        }
        List<Published> found = walk(author);
        String organisation = organisation(author, found);
        return found.stream()
                .filter(published -> published.domain().equals(organisation))
                .findFirst()
                .or(() -> found.stream().filter(TreeWalk::isSuffix).findFirst());
    }

    @Override
    public String organisation(String domain) throws DmarcException {
        return organisation(domain, walk(domain));
    }

    /// The policies on the way up, the longest name first.
    private List<Published> walk(String start) throws DmarcException {
        List<Published> found = new ArrayList<>();
        Optional<String> next = Optional.of(start);
        for (int queries = 0; next.isPresent() && queries < MAX_QUERIES; queries++) {
            String target = next.get();
            Optional<Published> policy = lookups.policy(target);
            policy.ifPresent(found::add);
            if (policy.isPresent() && policy.get().record().psd() != PolicyRecord.Psd.UNKNOWN) {
                break;
            }
            next = DomainNames.labels(target) >= MAX_QUERIES
                    ? Optional.of(DomainNames.last(target, MAX_QUERIES - 1))
                    : DomainNames.parent(target);
        }
        return found;
    }

    /// RFC 9989, 4.10.2.
    private static String organisation(String start, List<Published> found) {
        for (Published published : found) {
            if (published.record().psd() == PolicyRecord.Psd.NO) {
                return published.domain();
            }
            if (isSuffix(published) && !published.domain().equals(start)) {
                return DomainNames.last(start, DomainNames.labels(published.domain()) + 1);
            }
        }
        return found.isEmpty() ? start : found.getLast().domain();
    }

    private static boolean isSuffix(Published published) {
        return published.record().psd() == PolicyRecord.Psd.YES;
    }

    @Override
    public String method() {
        return "treewalk";
    }
}
