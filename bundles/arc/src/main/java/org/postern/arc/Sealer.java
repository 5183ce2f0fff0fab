package org.postern.arc;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.FieldSigner;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyType;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignatureField;
import org.postern.signatures.SignedFields;
import org.postern.signatures.SyntaxException;

/// Adds a set to the chain of a message (RFC 8617, 5.1). Immutable.
///
/// @param servId whose Authentication-Results fields are taken into the set
/// @param request what the administrator asks for
/// @param key the private key
/// @param names the header fields that are signed, in lower case; of each, all that are there
record Sealer(String servId, SealRequest request, PrivateKey key, List<String> names) {
    /// What Exim signs, and the signatures of DKIM (RFC 8617, 5.1.1 with RFC 6376, 5.4.1).
    static final List<String> NAMES = List.of(
            "from",
            "sender",
            "reply-to",
            "subject",
            "date",
            "message-id",
            "to",
            "cc",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-id",
            "content-description",
            "resent-date",
            "resent-from",
            "resent-sender",
            "resent-to",
            "resent-cc",
            "resent-message-id",
            "in-reply-to",
            "references",
            "list-id",
            "list-help",
            "list-unsubscribe",
            "list-subscribe",
            "list-post",
            "list-owner",
            "list-archive",
            "dkim-signature");

    private static final int WIDTH = 72;

    /// How many fields of one name are signed; more of them are no mail.
    private static final int MAX_OF_A_NAME = 50;

    Sealer {
        names = List.copyOf(names);
    }

    /// The three fields of the new set, as they are to stand before all others.
    ///
    /// @param validation what the chain was found to be: `none`, `fail` or `pass`
    List<Header> seal(List<Header> header, Content body, ArcChain chain, String validation, Instant now)
            throws SealException, IOException {
        OwnResults own = OwnResults.of(header, servId);
        if (own.fields() == 0) {
            throw new SealException("no Authentication-Results field of " + servId
                    + (own.problem().isEmpty() ? "" : " that can be read: " + own.problem()));
        }
        int instance = chain.instances() + 1;
        if (chain.ended()) {
            throw new SealException("the chain has ended with cv=fail");
        }
        if (instance > ArcChain.MAX_INSTANCES) {
            throw new SealException("the chain has " + chain.instances() + " sets already");
        }
        try {
            Header results =
                    new Header(ArcSet.RESULTS + ": i=" + instance + "; " + servId + ";\r\n\t" + own.text() + "\r\n");
            Header signature = new FieldSigner(key, algorithm(), Canonicalization.RELAXED)
                    .sign(signed(header), signature(instance, header, body, now));
            Header seal = new FieldSigner(key, algorithm(), Canonicalization.RELAXED)
                    .sign(sealed(chain, validation, results, signature), seal(instance, validation, now));
            return List.of(seal, signature, results);
        } catch (SyntaxException e) {
            throw new SealException(e.problem());
        }
    }

    /// The fields that are signed, in the order of [#signedNames].
    private List<Header> signed(List<Header> header) {
        return new SignedFields(header).chosen(signedNames(header), new Header(""));
    }

    /// Each name as often as there are fields of it.
    private List<String> signedNames(List<Header> header) {
        SignedFields fields = new SignedFields(header);
        return names.stream()
                .flatMap(name -> Collections.nCopies(Math.min(fields.count(name), MAX_OF_A_NAME), name).stream())
                .toList();
    }

    /// The message signature up to its last tag.
    private String signature(int instance, List<Header> header, Content body, Instant now)
            throws SyntaxException, IOException {
        StringBuilder field = new StringBuilder(ArcSet.SIGNATURE)
                .append(": i=")
                .append(instance)
                .append("; a=")
                .append(algorithm().word())
                .append("; c=relaxed/relaxed;\r\n\t")
                .append(keyTags());
        times(field, now);
        request.expiration().ifPresent(end -> field.append("; x=").append(end));
        return field.append(";\r\n\th=")
                .append(folded(signedNames(header)))
                .append(";\r\n\tbh=")
                .append(bodyHash(body))
                .append(";\r\n\tb=")
                .toString();
    }

    /// The seal up to its last tag.
    private String seal(int instance, String validation, Instant now) throws SyntaxException {
        StringBuilder field = new StringBuilder(Seal.FIELD)
                .append(": i=")
                .append(instance)
                .append("; a=")
                .append(algorithm().word())
                .append("; cv=")
                .append(validation)
                .append(";\r\n\t")
                .append(keyTags());
        times(field, now);
        return field.append(";\r\n\tb=").toString();
    }

    private String keyTags() throws SyntaxException {
        return "d=" + SignatureField.domainName(request.domain(), "d") + "; s="
                + SignatureField.domainName(request.selector(), "s");
    }

    private void times(StringBuilder field, Instant now) {
        if (request.timestamps()) {
            field.append("; t=").append(now.getEpochSecond());
        }
    }

    private static String folded(List<String> names) {
        StringBuilder list = new StringBuilder();
        int column = 0;
        for (String name : names) {
            if (column > 0) {
                list.append(':');
            }
            if (column + name.length() > WIDTH) {
                list.append("\r\n\t ");
                column = 0;
            }
            list.append(name);
            column += name.length() + 1;
        }
        return list.toString();
    }

    private static String bodyHash(Content body) throws IOException {
        BodyHash hash = new BodyHash(Canonicalization.RELAXED, HashAlgorithm.SHA256, OptionalLong.empty());
        body.writeTo(new HashStream(hash::update));
        return Base64.getEncoder().encodeToString(hash.digest());
    }

    /// What the seal covers: the chain and the new set, but of a chain that has failed the new set alone (RFC
    /// 8617, 5.1.2).
    private static List<Header> sealed(ArcChain chain, String validation, Header results, Header signature) {
        List<Header> covered = new ArrayList<>();
        if (!validation.equals("fail")) {
            chain.sets().forEach(set -> covered.addAll(set.fields()));
        }
        covered.add(results);
        covered.add(signature);
        return covered;
    }

    /// The algorithm of the key: RSA or Ed25519, with SHA-256.
    private SignatureAlgorithm algorithm() {
        return key.type() == KeyType.RSA ? SignatureAlgorithm.RSA_SHA256 : SignatureAlgorithm.ED25519_SHA256;
    }
}
