package org.postern.arc;

import java.util.regex.Pattern;
import org.postern.api.mail.Header;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SignatureField.Encoded;
import org.postern.signatures.SyntaxException;
import org.postern.signatures.TagList;

/// An ARC-Seal field (RFC 8617, 4.1.3).
///
/// @param field as it stands in the header
/// @param algorithmName `a=`
/// @param signature `b=`
/// @param validation `cv=`: what the sealer found of the chain before it
/// @param domain `d=`
/// @param selector `s=`
record Seal(Header field, String algorithmName, Encoded signature, String validation, String domain, String selector) {
    static final String FIELD = "ARC-Seal";

    private static final Pattern TIME = Pattern.compile("\\d{1,12}");

    static Seal parse(Header field, TagList tags) throws SyntaxException {
        if (tags.get("h").isPresent()) {
            throw new SyntaxException("h= where none may be");
        }
        String time = tags.compact("t").orElse("0");
        if (!TIME.matcher(time).matches()) {
            throw new SyntaxException("not a number in t=");
        }
        return new Seal(
                field,
                tags.required("a"),
                decoded(tags.required("b")),
                tags.required("cv"),
                SignatureField.domainName(tags.required("d"), "d"),
                SignatureField.domainName(tags.required("s"), "s"));
    }

    private static Encoded decoded(String base64) throws SyntaxException {
        try {
            Encoded encoded = new Encoded(base64);
            encoded.bytes();
            return encoded;
        } catch (IllegalArgumentException _) {
            throw new SyntaxException("b= is not base64");
        }
    }
}
