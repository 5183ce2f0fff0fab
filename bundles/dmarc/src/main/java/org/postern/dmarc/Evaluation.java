package org.postern.dmarc;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.dmarc.DmarcResult.Status;

/// One check (RFC 9989, 5.3). Confined to one thread, used once.
///
/// A domain can only be aligned with the author's if it is the author's organisational domain or below it.
/// So no stranger's domain is asked about anything, and a stranger cannot make a check fail for a time by a
/// DNS of his own that does not answer.
final class Evaluation {
    private static final int MAX_WALKS = 10;

    /// Whether domains that passed fit that of the author.
    private enum Alignment {
        YES,
        NO,
        /// It would, if what cannot be known now were a pass.
        UNKNOWN
    }

    private final DmarcRequest request;
    private final Lookups lookups;
    private final Discovery discovery;
    private final Map<String, Boolean> aligned = new HashMap<>();
    private String problem = "";

    Evaluation(DmarcRequest request, Lookups lookups, Discovery discovery) {
        this.request = request;
        this.lookups = lookups;
        this.discovery = discovery;
    }

    DmarcResult run() {
        try {
            Optional<Published> found = discovery.policy(request.author());
            if (found.isEmpty()) {
                return DmarcResult.none(Status.NORECORD, request, "");
            }
            PolicyRecord record = found.get().record();
            if (!record.isApplicable()) {
                String flaw =
                        record.flaws() > 0 ? "the record of " + found.get().domain() + " is wrong" : "";
                return DmarcResult.none(Status.NORECORD, request, flaw);
            }
            return judge(found.get());
        } catch (DmarcException e) {
            return DmarcResult.none(Status.TEMPERROR, request, e.problem());
        }
    }

    private DmarcResult judge(Published found) throws DmarcException {
        Alignment spf = alignment(request.spf(), found.record().strictSpf());
        Alignment dkim = alignment(request.dkim(), found.record().strictDkim());
        if (spf == Alignment.YES || dkim == Alignment.YES) {
            return result(Status.ACCEPT, found, Policy.NONE, false, spf, dkim);
        }
        if (spf == Alignment.UNKNOWN || dkim == Alignment.UNKNOWN) {
            return result(Status.TEMPERROR, found, Policy.NONE, false, spf, dkim);
        }
        Policy asked = asked(found);
        Policy applied = found.record().testing() ? asked.milder() : asked;
        Status status = switch (applied) {
            case NONE -> Status.NONE;
            case QUARANTINE -> Status.QUARANTINE;
            case REJECT -> Status.REJECT;
        };
        return result(status, found, applied, applied != asked, spf, dkim);
    }

    private Policy asked(Published found) throws DmarcException {
        PolicyRecord record = found.record();
        if (found.domain().equals(request.author())) {
            return record.own();
        }
        return record.below(!record.asksForExistence() || lookups.exists(request.author()));
    }

    private DmarcResult result(
            Status status, Published found, Policy disposition, boolean isTested, Alignment spf, Alignment dkim) {
        return new DmarcResult(
                status,
                request.author(),
                Optional.of(found),
                disposition,
                isTested,
                spf == Alignment.YES,
                dkim == Alignment.YES,
                request,
                discovery.method(),
                status == Status.TEMPERROR ? problem : "");
    }

    private Alignment alignment(List<Identifier> identifiers, boolean isStrict) {
        Alignment alignment = Alignment.NO;
        List<Identifier> passesFirst = identifiers.stream()
                .filter(identifier -> identifier.isPass() || identifier.isTemporary())
                .sorted(Comparator.comparing(Identifier::isTemporary))
                .toList();
        for (Identifier identifier : passesFirst) {
            switch (fits(identifier, isStrict)) {
                case YES -> {
                    return Alignment.YES;
                }
                case UNKNOWN -> alignment = Alignment.UNKNOWN;
                case NO -> {}
            }
        }
        return alignment;
    }

    private Alignment fits(Identifier identifier, boolean isStrict) {
        try {
            boolean fits = isStrict ? identifier.domain().equals(request.author()) : isAligned(identifier.domain());
            if (fits && identifier.isTemporary()) {
                problem = "the check of " + identifier.domain() + " gave no result";
                return Alignment.UNKNOWN;
            }
            return fits ? Alignment.YES : Alignment.NO;
        } catch (DmarcException e) {
            problem = e.problem();
            return Alignment.UNKNOWN;
        }
    }

    private boolean isAligned(String domain) throws DmarcException {
        if (domain.equals(request.author())) {
            return true;
        }
        String organisation = discovery.organisation(request.author());
        if (!DomainNames.isWithin(domain, organisation)) {
            return false;
        }
        boolean isNew = !aligned.containsKey(domain);
        if (isNew && aligned.size() == MAX_WALKS) {
            return false;
        }
        boolean is = isNew ? discovery.organisation(domain).equals(organisation) : aligned.getOrDefault(domain, false);
        aligned.put(domain, is);
        return is;
    }
}
