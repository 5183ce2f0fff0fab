package org.postern.net;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.api.dns.DnsRecord;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SPFRecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;

/// Turns dnsjava's records into ours.
final class Records {
    private Records() {}

    static DnsRecord of(Record record) {
        return switch (record) {
            case ARecord a -> address(a.getAddress());
            case AAAARecord aaaa -> address(aaaa.getAddress());
            case MXRecord mx -> new DnsRecord.Mx(mx.getPriority(), Names.text(mx.getTarget()));
            case TXTRecord txt -> text(txt.getStringsAsByteArrays());
            case SPFRecord spf -> text(spf.getStringsAsByteArrays());
            case CNAMERecord cname -> new DnsRecord.Name(Names.text(cname.getTarget()));
            case DNAMERecord dname -> new DnsRecord.Name(Names.text(dname.getTarget()));
            case NSRecord ns -> new DnsRecord.Name(Names.text(ns.getTarget()));
            case PTRRecord ptr -> new DnsRecord.Name(Names.text(ptr.getTarget()));
            case SRVRecord srv ->
                new DnsRecord.Srv(srv.getPriority(), srv.getWeight(), srv.getPort(), Names.text(srv.getTarget()));
            case TLSARecord tlsa ->
                new DnsRecord.Tlsa(
                        tlsa.getCertificateUsage(),
                        tlsa.getSelector(),
                        tlsa.getMatchingType(),
                        DnsRecord.hex(tlsa.getCertificateAssociationData()));
            default -> new DnsRecord.Other(record.getType(), record.rdataToString());
        };
    }

    /// Without the name, which an address of ours does not have.
    private static DnsRecord address(InetAddress named) {
        try {
            return new DnsRecord.Address(InetAddress.getByAddress(named.getAddress()));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of the wrong length", e);
        }
    }

    private static DnsRecord text(List<byte[]> strings) {
        return DnsRecord.Txt.of(strings.stream()
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .toList());
    }
}
