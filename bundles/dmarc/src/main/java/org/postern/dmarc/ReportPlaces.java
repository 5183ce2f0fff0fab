package org.postern.dmarc;

import java.util.List;
import java.util.Optional;

/// Which of the places that a policy names may be sent reports (RFC 9990, 4): those of its own
/// organisation, and those that say that they want them. Confined to one thread.
final class ReportPlaces {
    private static final String LABELS = "._report._dmarc.";

    /// The tag of a record that names places.
    enum Kind {
        AGGREGATE,
        FAILURE;

        private List<ReportUri> of(PolicyRecord record) {
            return this == AGGREGATE ? record.rua() : record.ruf();
        }
    }

    private final Lookups lookups;
    private final Discovery discovery;

    ReportPlaces(Lookups lookups, Discovery discovery) {
        this.lookups = lookups;
        this.discovery = discovery;
    }

    /// The place to send to instead of `uri`, mostly itself; empty if it may not be.
    Optional<ReportUri> of(ReportUri uri, String policyDomain, Kind kind) throws DmarcException {
        if (isOfOne(uri.domain(), policyDomain)) {
            return Optional.of(uri);
        }
        List<PolicyRecord> records = lookups.texts(policyDomain + LABELS + uri.domain()).stream()
                .flatMap(text -> PolicyRecord.parse(text).stream())
                .toList();
        if (records.isEmpty()) {
            return Optional.empty();
        }
        List<ReportUri> others =
                records.stream().flatMap(record -> kind.of(record).stream()).toList();
        if (others.isEmpty()) {
            return Optional.of(uri);
        }
        boolean isSame = others.stream().allMatch(other -> other.domain().equals(uri.domain()));
        return isSame ? Optional.of(others.getFirst()) : Optional.empty();
    }

    private boolean isOfOne(String place, String policyDomain) throws DmarcException {
        if (place.equals(policyDomain)) {
            return true;
        }
        String organisation = discovery.organisation(policyDomain);
        return DomainNames.isWithin(place, organisation)
                && discovery.organisation(place).equals(organisation);
    }
}
