package org.postern.dane;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.api.dns.DnsRecord;

/// The usable records of a TLSA set, in an order of their own: equal sets are equal.
///
/// @param all of each usage and selector, the whole things and those with the best digest (RFC 7671, 9)
record Associations(List<Association> all) {
    private static final Comparator<Association> ORDER = Comparator.comparingInt(Association::usage)
            .thenComparingInt(Association::selector)
            .thenComparingInt(Association::matching)
            .thenComparing(Association::data);

    /// What is usable of these records.
    static Associations of(List<DnsRecord.Tlsa> records) {
        List<Association> usable = new ArrayList<>();
        for (DnsRecord.Tlsa record : records) {
            if (Association.of(record) instanceof Association.Reading.Usable(Association association)) {
                usable.add(association);
            }
        }
        return new Associations(usable.stream()
                .filter(one -> usable.stream().noneMatch(other -> outdoes(other, one)))
                .sorted(ORDER)
                .distinct()
                .toList());
    }

    /// Digest agility: a better digest of the same kind of thing makes a weaker one not count.
    private static boolean outdoes(Association other, Association one) {
        return one.matching() != Association.FULL
                && other.usage() == one.usage()
                && other.selector() == one.selector()
                && other.matching() > one.matching();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Whether a record counts.
    boolean contains(DnsRecord.Tlsa record) {
        return all.contains(new Association(record.usage(), record.selector(), record.matching(), record.data()));
    }

    /// Those with a usage.
    List<Association> of(int usage) {
        return all.stream().filter(one -> one.usage() == usage).toList();
    }

    /// The first with this usage that is for a certificate.
    Optional<Association> matching(int usage, X509Certificate certificate) throws CertificateException {
        for (Association one : of(usage)) {
            if (one.matches(certificate)) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /// Bit n is set for usage n (`$tls_out_tlsa_usage`).
    int usageBits() {
        return all.stream().mapToInt(one -> 1 << one.usage()).reduce(0, (a, b) -> a | b);
    }
}
