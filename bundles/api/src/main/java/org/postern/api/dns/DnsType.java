package org.postern.api.dns;

/// A type of resource record, with its number in the DNS.
public enum DnsType {
    /// An IPv4 address.
    A(1),
    /// A name server.
    NS(2),
    /// The canonical name.
    CNAME(5),
    /// The start of a zone.
    SOA(6),
    /// A pointer, for reverse lookups.
    PTR(12),
    /// A mail exchanger.
    MX(15),
    /// Text.
    TXT(16),
    /// An IPv6 address.
    AAAA(28),
    /// A service.
    SRV(33),
    /// Naming authority.
    NAPTR(35),
    /// A key's fingerprint.
    SSHFP(44),
    /// A TLS association.
    TLSA(52),
    /// SPF's own type, obsolete.
    SPF(99),
    /// Who may issue certificates.
    CAA(257);

    private final int number;

    DnsType(int number) {
        this.number = number;
    }

    /// The number in the DNS.
    public int number() {
        return number;
    }
}
