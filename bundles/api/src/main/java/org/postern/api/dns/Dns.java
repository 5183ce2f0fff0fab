package org.postern.api.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.annotation.versioning.ProviderType;

/// The resolver, with a cache. Blocks for at most its own time limit (`dns_retrans` and `dns_retry`). Safe
/// for any number of threads.
@ProviderType
public interface Dns {
    /// Looks up `name`, which is absolute, with or without a final dot; a byte in each `char`. A name that
    /// cannot exist (a label over 63 bytes, over 255 in all, an empty label) has the status
    /// [DnsAnswer.Status#NO_NAME].
    DnsAnswer query(String name, DnsType type) throws DnsException;

    /// The same with a patience of its own.
    default DnsAnswer query(String name, DnsType type, Patience patience) throws DnsException {
        return query(name, type);
    }

    /// The domains in which a name without a dot is looked for, best first (`search` in resolv.conf).
    default List<String> searchDomains() {
        return List.of();
    }

    /// The IPv4 addresses of a host, then its IPv6 addresses; empty if it has none.
    default List<InetAddress> addresses(String name) throws DnsException {
        List<InetAddress> found = new ArrayList<>();
        for (DnsType type : List.of(DnsType.A, DnsType.AAAA)) {
            query(name, type).records(DnsRecord.Address.class).forEach(record -> found.add(record.address()));
        }
        return List.copyOf(found);
    }

    /// The name under which the PTR records of `address` stand.
    static String reverseName(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder();
        if (address instanceof Inet4Address) {
            for (int i = bytes.length - 1; i >= 0; i--) {
                name.append(bytes[i] & 0xff).append('.');
            }
            return name.append("in-addr.arpa").toString();
        }
        for (int i = bytes.length - 1; i >= 0; i--) {
            name.append(Integer.toHexString(bytes[i] & 0xf)).append('.');
            name.append(Integer.toHexString(bytes[i] >> 4 & 0xf)).append('.');
        }
        return name.append("ip6.arpa").toString().toLowerCase(Locale.ROOT);
    }
}
