package org.postern.signatures;

import java.util.Base64;
import java.util.List;
import org.postern.api.mail.Header;

/// Signs: completes a field such as DKIM-Signature with the value of its `b=`. Immutable.
///
/// @param key the private key
/// @param algorithm one of its kind
/// @param canonicalization of the header
public record FieldSigner(PrivateKey key, SignatureAlgorithm algorithm, Canonicalization canonicalization) {
    private static final int WIDTH = 72;

    /// The finished field. `unsigned` is the field up to its last tag, `b=`, without CRLF; what is added is
    /// folded. Other signatures' fields that it covers are among `fields`.
    public Header sign(List<Header> fields, String unsigned) throws SyntaxException {
        byte[] data = SignedData.of(fields, new Header(unsigned + "\r\n"), canonicalization);
        String signature = Base64.getEncoder().encodeToString(key.sign(algorithm, data));
        return new Header(unsigned + folded(signature, unsigned.length() - unsigned.lastIndexOf('\n')) + "\r\n");
    }

    /// Base64 in lines, each of which begins with a tab but the first, which begins at a column.
    private static String folded(String base64, int column) {
        StringBuilder folded = new StringBuilder();
        int room = Math.max(WIDTH - column, 1);
        for (int i = 0; i < base64.length(); i++) {
            if (room == 0) {
                folded.append("\r\n\t");
                room = WIDTH;
            }
            folded.append(base64.charAt(i));
            room--;
        }
        return folded.toString();
    }
}
