package org.postern.api.net;

import java.security.cert.CertificateException;

/// A certificate that is not acceptable, and why.
public final class BadCertificate extends CertificateException {
    private static final long serialVersionUID = 1;

    private final TlsFault fault;

    /// A certificate with this fault; `message` is for the log.
    public BadCertificate(TlsFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /// What is wrong with it.
    public TlsFault fault() {
        return fault;
    }

    /// The fault of any complaint about certificates.
    public static TlsFault faultOf(CertificateException complaint) {
        return complaint instanceof BadCertificate bad ? bad.fault() : TlsFault.VALIDATION_FAILURE;
    }
}
