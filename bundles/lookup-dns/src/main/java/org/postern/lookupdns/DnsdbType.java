package org.postern.lookupdns;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.postern.api.dns.DnsType;

/// What a `dnsdb` lookup may ask for.
enum DnsdbType {
    /// An IPv4 address.
    A("a", DnsType.A),
    /// All addresses, those of IPv6 first.
    ADDRESSES("a+", DnsType.AAAA, DnsType.A),
    /// An IPv6 address.
    AAAA("aaaa", DnsType.AAAA),
    /// The canonical name.
    CNAME("cname", DnsType.CNAME),
    /// Client SMTP authorization: the records `_client._smtp` of a domain or one above it.
    CSA("csa", DnsType.SRV),
    /// Mail exchangers.
    MX("mx", DnsType.MX),
    /// The names of mail exchangers.
    MXH("mxh", DnsType.MX),
    /// Name servers.
    NS("ns", DnsType.NS),
    /// The name of an address.
    PTR("ptr", DnsType.PTR),
    /// The start of the zone.
    SOA("soa", DnsType.SOA),
    /// The text with an SPF policy.
    SPF("spf", DnsType.TXT),
    /// Services.
    SRV("srv", DnsType.SRV),
    /// Associations of certificates.
    TLSA("tlsa", DnsType.TLSA),
    /// Text.
    TXT("txt", DnsType.TXT),
    /// The name servers of a domain or, if it has none, of one above it.
    ZNS("zns", DnsType.NS);

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
    private final List<DnsType> asked;

    DnsdbType(String word, DnsType... asked) {
        this.word = word;
        this.asked = List.of(asked);
    }

    static DnsdbType of(String word) throws IOException {
        for (DnsdbType type : values()) {
            if (type.word.equals(word.toLowerCase(Locale.ROOT))) {
                return type;
            }
        }
        throw new IOException("unsupported DNS record type");
    }

    /// The types of records that are asked for, one after the other.
    List<DnsType> asked() {
        return asked;
    }
}
