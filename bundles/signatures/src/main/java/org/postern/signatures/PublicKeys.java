package org.postern.signatures;

import java.util.List;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The public keys in the DNS (RFC 6376, 3.6.2): TXT records at `SELECTOR._domainkey.DOMAIN`. Safe for any
/// number of threads.
public final class PublicKeys {
    /// How many records of one name are looked at.
    public static final int MAX_RECORDS = 10;

    private final Dns dns;

    /// Keys that this resolver finds.
    public PublicKeys(Dns dns) {
        this.dns = dns;
    }

    /// The key of a selector and domain. Of several records the first that holds a key counts; if none does,
    /// what is wrong with the first of them.
    public KeyAnswer find(String selector, String domain) {
        try {
            DnsAnswer answer = dns.query(name(selector, domain), DnsType.TXT);
            return chosen(answer.records(DnsRecord.Txt.class)
                    .limit(MAX_RECORDS)
                    .map(DnsRecord.Txt::text)
                    .toList());
        } catch (DnsException e) {
            return new KeyAnswer.Unknown(String.valueOf(e.getMessage()));
        }
    }

    /// The name at which a key stands. The resolver makes A-labels of UTF-8 (RFC 8616, 3).
    static String name(String selector, String domain) {
        return selector + "._domainkey." + domain;
    }

    /// The answer that the records of a name give.
    static KeyAnswer chosen(List<String> records) {
        KeyAnswer first = new KeyAnswer.Missing();
        for (String record : records) {
            KeyAnswer answer = read(record);
            if (answer instanceof KeyAnswer.Found) {
                return answer;
            }
            if (first instanceof KeyAnswer.Missing) {
                first = answer;
            }
        }
        return first;
    }

    private static KeyAnswer read(String text) {
        try {
            KeyRecord record = KeyRecord.parse(text);
            return record.isRevoked() ? new KeyAnswer.Revoked(record) : new KeyAnswer.Found(record, record.key());
        } catch (SyntaxException e) {
            return new KeyAnswer.Invalid(e.problem());
        }
    }
}
