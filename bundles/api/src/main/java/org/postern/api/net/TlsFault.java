package org.postern.api.net;

import java.util.Locale;

/// What is wrong with TLS towards a host, as TLS-RPT tells it apart (RFC 8460, 4.3).
public enum TlsFault {
    /// The host does not offer STARTTLS.
    STARTTLS_NOT_SUPPORTED,
    /// The certificate is not for the host.
    CERTIFICATE_HOST_MISMATCH,
    /// The certificate has expired.
    CERTIFICATE_EXPIRED,
    /// No path leads from the certificate to a trust anchor, or it is revoked.
    CERTIFICATE_NOT_TRUSTED,
    /// None of the others.
    VALIDATION_FAILURE,
    /// No TLSA record fits, or none is usable.
    TLSA_INVALID,
    /// A DNSSEC validation failed.
    DNSSEC_INVALID,
    /// DANE is demanded, and the host has none.
    DANE_REQUIRED,
    /// The MTA-STS policy could not be fetched.
    STS_POLICY_FETCH_ERROR,
    /// The MTA-STS policy could not be read.
    STS_POLICY_INVALID,
    /// The web server of the MTA-STS policy has no acceptable certificate.
    STS_WEBPKI_INVALID;

    /// The word of the RFC, such as `certificate-expired`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
