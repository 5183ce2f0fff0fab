package org.postern.api.dns;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.postern.api.net.IpText;

/// One resource record. Names have no final dot. New kinds may appear, so a `switch` needs a `default`.
public interface DnsRecord {
    /// The data as a zone file has it.
    String presentation();

    /// An IPv4 or IPv6 address.
    ///
    /// @param address the address
    record Address(InetAddress address) implements DnsRecord {
        @Override
        public String presentation() {
            return IpText.of(address);
        }
    }

    /// A mail exchanger; the exchange of a null MX (RFC 7505) is the empty string.
    ///
    /// @param preference lower comes first
    /// @param exchange a host name
    record Mx(int preference, String exchange) implements DnsRecord {
        @Override
        public String presentation() {
            return preference + " " + exchange;
        }
    }

    /// Text.
    ///
    /// @param text the strings joined without a space; a byte in each `char`
    /// @param strings the strings, of at most 255 bytes each
    record Txt(String text, List<String> strings) implements DnsRecord {
        /// The strings cannot be changed.
        public Txt {
            strings = List.copyOf(strings);
        }

        /// Text of one string.
        public Txt(String text) {
            this(text, List.of(text));
        }

        /// Text of some strings.
        public static Txt of(List<String> strings) {
            return new Txt(String.join("", strings), strings);
        }

        @Override
        public String presentation() {
            return text;
        }
    }

    /// The target of a PTR, NS, CNAME or DNAME record.
    ///
    /// @param target a name
    record Name(String target) implements DnsRecord {
        @Override
        public String presentation() {
            return target;
        }
    }

    /// A service (RFC 2782).
    ///
    /// @param priority lower comes first
    /// @param weight of two with one priority, the share
    /// @param port the port
    /// @param target a host name
    record Srv(int priority, int weight, int port, String target) implements DnsRecord {
        @Override
        public String presentation() {
            return priority + " " + weight + " " + port + " " + target;
        }
    }

    /// A TLS association (RFC 6698).
    ///
    /// @param usage 0 to 3, or unknown
    /// @param selector 0 or 1, or unknown
    /// @param matching 0 to 2, or unknown
    /// @param data certificate association data, in hexadecimal, lower case
    record Tlsa(int usage, int selector, int matching, String data) implements DnsRecord {
        @Override
        public String presentation() {
            return usage + " " + selector + " " + matching + " " + data;
        }
    }

    /// A record of any other type.
    ///
    /// @param type the number of the type
    /// @param presentation as a zone file has it
    record Other(int type, String presentation) implements DnsRecord {}

    /// Bytes in hexadecimal, as [Tlsa#data] has them.
    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
