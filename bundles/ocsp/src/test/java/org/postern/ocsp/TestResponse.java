package org.postern.ocsp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// An OCSP response of a test, good for a day from an hour before [TestAuthority#NOW], unless it is told
/// otherwise. Confined to one thread.
final class TestResponse {
    private final TestAuthority authority;
    private final List<Answer> answers = new ArrayList<>();
    private TestAuthority.Issued signer;
    private boolean showsSigner;
    private Instant thisUpdate = TestAuthority.NOW.minus(Duration.ofHours(1));
    private Optional<Instant> nextUpdate = Optional.of(TestAuthority.NOW.plus(Duration.ofHours(23)));
    private AlgorithmIdentifier digest = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    private Optional<Extension> extension = Optional.empty();

    private record Answer(X509Certificate leaf, @Nullable CertificateStatus status) {}

    private TestResponse(TestAuthority authority) {
        this.authority = authority;
        this.signer = authority.itself();
    }

    static TestResponse of(TestAuthority authority) {
        return new TestResponse(authority);
    }

    /// That the certificate is good.
    TestResponse good(X509Certificate leaf) {
        answers.add(new Answer(leaf, CertificateStatus.GOOD));
        return this;
    }

    /// That it is revoked.
    TestResponse revoked(X509Certificate leaf) {
        Instant when = TestAuthority.NOW.minus(Duration.ofHours(2));
        answers.add(new Answer(leaf, new RevokedStatus(Date.from(when), 1)));
        return this;
    }

    /// That it is unknown.
    TestResponse unknown(X509Certificate leaf) {
        answers.add(new Answer(leaf, new UnknownStatus()));
        return this;
    }

    TestResponse from(Instant begin) {
        thisUpdate = begin;
        return this;
    }

    TestResponse until(Instant end) {
        nextUpdate = Optional.of(end);
        return this;
    }

    TestResponse withoutEnd() {
        nextUpdate = Optional.empty();
        return this;
    }

    /// Signed by another than the authority, whose certificate is in it.
    TestResponse signedBy(TestAuthority.Issued other) {
        signer = other;
        showsSigner = true;
        return this;
    }

    TestResponse withoutSigner() {
        showsSigner = false;
        return this;
    }

    /// With names of certificates made by another digest.
    TestResponse digest(AlgorithmIdentifier other) {
        digest = other;
        return this;
    }

    TestResponse extension(Extension other) {
        extension = Optional.of(other);
        return this;
    }

    byte[] der() {
        try {
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(
                    new RespID(new JcaX509CertificateHolder(signer.certificate()).getSubject()));
            for (Answer answer : answers) {
                builder.addResponse(
                        new CertificateID(
                                new BcDigestCalculatorProvider().get(digest),
                                new JcaX509CertificateHolder(authority.certificate()),
                                answer.leaf().getSerialNumber()),
                        answer.status(),
                        Date.from(thisUpdate),
                        nextUpdate.map(Date::from).orElse(null),
                        null);
            }
            extension.ifPresent(known -> builder.setResponseExtensions(new Extensions(known)));
            X509CertificateHolder[] shown = showsSigner
                    ? new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())}
                    : new X509CertificateHolder[0];
            BasicOCSPResp basic = builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(signer.pair().getPrivate()),
                    shown,
                    Date.from(thisUpdate));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (IOException | OCSPException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
