package org.postern.dkim;

import java.util.Optional;
import org.postern.api.mail.Header;
import org.postern.signatures.KeyAnswer;
import org.postern.signatures.KeyRecord;
import org.postern.signatures.SignatureField;

/// What was found of one signature.
///
/// @param finding what was found
/// @param detail more of it, for the log, or the empty string
/// @param header the field as it stands in the message
/// @param signature its tags; empty if they are not as they must be
/// @param key the record of the key, if there is one
/// @param keyBits the size of the key, or 0
/// @param unsigned how many bytes at the end of the body it does not cover (`l=`)
record SignatureResult(
        Finding finding,
        String detail,
        Header header,
        Optional<DkimSignature> signature,
        Optional<KeyRecord> key,
        int keyBits,
        long unsigned) {
    static SignatureResult unreadable(Finding finding, String detail, Header header) {
        return new SignatureResult(finding, detail, header, Optional.empty(), Optional.empty(), 0, 0);
    }

    static SignatureResult of(DkimSignature signature, Finding finding) {
        return new SignatureResult(
                finding, "", signature.field().field(), Optional.of(signature), Optional.empty(), 0, 0);
    }

    SignatureResult because(String more) {
        return new SignatureResult(finding, more, header, signature, key, keyBits, unsigned);
    }

    SignatureResult as(Finding other) {
        return new SignatureResult(other, detail, header, signature, key, keyBits, unsigned);
    }

    SignatureResult with(KeyAnswer.Found found) {
        return new SignatureResult(
                finding,
                detail,
                header,
                signature,
                Optional.of(found.record()),
                found.key().bits(),
                unsigned);
    }

    SignatureResult with(KeyAnswer.Revoked revoked) {
        return new SignatureResult(finding, detail, header, signature, Optional.of(revoked.record()), 0, unsigned);
    }

    SignatureResult leaving(long bytes) {
        return new SignatureResult(finding, detail, header, signature, key, keyBits, bytes);
    }

    boolean isPass() {
        return finding == Finding.PASS;
    }

    /// The tags; empty if they are not as they must be.
    Optional<SignatureField> field() {
        return signature.map(DkimSignature::field);
    }
}
