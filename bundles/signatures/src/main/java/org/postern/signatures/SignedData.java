package org.postern.signatures;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.api.mail.Header;

/// The bytes that a signature is made of (RFC 6376, 3.7): canonical fields, then the field of the signature
/// itself, with an empty `b=` and without its last CRLF.
public final class SignedData {
    private SignedData() {}

    /// The bytes that the signature in `own` covers.
    public static byte[] of(List<Header> fields, Header own, Canonicalization canonicalization) {
        StringBuilder data = new StringBuilder();
        fields.forEach(field -> canonicalization.append(field.text(), data));
        canonicalization.append(withoutSignature(own.text()), data);
        if (data.length() >= 2 && data.charAt(data.length() - 2) == '\r') {
            data.setLength(data.length() - 2);
        }
        return data.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A field of a signature with the value of `b=` removed, and nothing else changed (RFC 6376, 3.5).
    static String withoutSignature(String field) {
        int start = field.indexOf(':') + 1;
        int last = field.endsWith("\r\n") ? field.length() - 2 : field.length();
        while (start < last) {
            int semicolon = field.indexOf(';', start);
            int end = semicolon < 0 || semicolon > last ? last : semicolon;
            int equals = field.indexOf('=', start);
            if (equals >= 0
                    && equals < end
                    && field.substring(start, equals).strip().equals("b")) {
                return field.substring(0, equals + 1) + field.substring(end);
            }
            start = end + 1;
        }
        return field;
    }
}
