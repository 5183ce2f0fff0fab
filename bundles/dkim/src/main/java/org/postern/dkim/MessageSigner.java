package org.postern.dkim;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.FieldSigner;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SignedFields;
import org.postern.signatures.SyntaxException;

/// Signs one message, any number of times: the body is hashed once for each way of hashing it. Used by one
/// thread.
final class MessageSigner {
    private static final int WIDTH = 78;

    private final SignedFields fields;
    private final Content body;
    private final Map<HashedBody, String> hashes = new HashMap<>();

    private record HashedBody(Canonicalization canonicalization, HashAlgorithm hash) {}

    MessageSigner(Outgoing message) {
        this.fields = new SignedFields(message.headers());
        this.body = message.body();
    }

    /// The field to put before the header of the message.
    Header sign(SigningRequest request) throws SyntaxException, IOException {
        SignatureField.domainName(request.domain(), "d");
        SignatureField.domainName(request.selector(), "s");
        Folded field = new Folded(DkimSignature.NAME + ":");
        field.tag("v", "1");
        field.tag("a", request.algorithm().word());
        field.tag("q", "dns/txt");
        String canon = request.canonicalization().word();
        field.tag("c", canon + "/" + canon);
        field.tag("d", request.domain());
        field.tag("s", request.selector());
        if (request.identity().isPresent()) {
            field.tag("i", quoted(request.identity().get()));
        }
        number(field, "t", request.created());
        number(field, "x", request.expires());
        List<String> names = SignedNames.of(request.names(), fields);
        field.list("h", names);
        field.tag(
                "bh",
                bodyHash(new HashedBody(
                        request.canonicalization(), request.algorithm().hash())));
        field.last("b=");
        FieldSigner signer = new FieldSigner(request.key(), request.algorithm(), request.canonicalization());
        return signer.sign(fields.chosen(names, new Header("")), field.text());
    }

    private static void number(Folded field, String name, OptionalLong number) {
        if (number.isPresent()) {
            field.tag(name, String.valueOf(number.getAsLong()));
        }
    }

    private String bodyHash(HashedBody way) throws IOException {
        String known = hashes.get(way);
        if (known != null) {
            return known;
        }
        BodyHash hash = new BodyHash(way.canonicalization(), way.hash(), OptionalLong.empty());
        body.writeTo(new OutputStream() {
            @Override
            public void write(int b) {
                hash.update(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                hash.update(bytes, offset, length);
            }
        });
        String text = Base64.getEncoder().encodeToString(hash.digest());
        hashes.put(way, text);
        return text;
    }

    /// An identity in quoted-printable (RFC 6376, 2.11): what no tag may have is encoded, and so nothing in
    /// it can end the tag or the field.
    private static String quoted(String identity) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < identity.length(); i++) {
            char c = identity.charAt(i);
            if (c > ' ' && c < 127 && c != ';' && c != '=') {
                quoted.append(c);
            } else {
                quoted.append(String.format("=%02X", (int) c));
            }
        }
        return quoted.toString();
    }

    /// A field that is folded before what would be too long for the line.
    private static final class Folded {
        private final StringBuilder text;
        private int column;

        Folded(String name) {
            this.text = new StringBuilder(name);
            this.column = name.length();
        }

        void tag(String name, String value) {
            last(name + "=" + value + ";");
        }

        void last(String word) {
            if (column + 1 + word.length() > WIDTH) {
                text.append("\r\n\t");
                column = 8;
            } else {
                text.append(' ');
                column++;
            }
            append(word);
        }

        /// A tag whose value may be folded before each word.
        void list(String name, List<String> words) {
            last(name + "=" + words.getFirst() + (words.size() == 1 ? ";" : ""));
            for (int i = 1; i < words.size(); i++) {
                String word = ":" + words.get(i) + (i == words.size() - 1 ? ";" : "");
                if (column + word.length() > WIDTH) {
                    text.append("\r\n\t ");
                    column = 9;
                }
                append(word);
            }
        }

        private void append(String word) {
            text.append(word);
            column += word.length();
        }

        String text() {
            return text.toString();
        }
    }
}
