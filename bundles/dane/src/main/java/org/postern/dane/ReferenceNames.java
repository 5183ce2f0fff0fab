package org.postern.dane;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;

/// The names of which one must be in a certificate that a trust anchor vouches for (RFC 7672, 3.2.3): its DNS
/// names, or the common name of its subject if it has none. A wildcard stands for one whole first label.
///
/// @param names in lower case, without a final dot
record ReferenceNames(List<String> names) {
    private static final int DNS_NAME = 2;

    /// No name is asked for.
    static final ReferenceNames NONE = new ReferenceNames(List.of());

    static ReferenceNames of(List<String> names) {
        return new ReferenceNames(
                names.stream().map(ReferenceNames::normal).distinct().toList());
    }

    void check(X509Certificate certificate) throws BadCertificate, CertificateParsingException {
        List<String> found =
                of(certificate).stream().map(ReferenceNames::normal).toList();
        if (names.stream().noneMatch(name -> found.stream().anyMatch(pattern -> matches(pattern, name)))) {
            throw new BadCertificate(
                    TlsFault.CERTIFICATE_HOST_MISMATCH,
                    "the certificate is not for " + String.join(", ", names) + ", but for " + found);
        }
    }

    private static boolean matches(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        String rest = pattern.substring(1);
        int dot = name.indexOf('.');
        return rest.indexOf('*') < 0 && rest.indexOf('.', 1) > 0 && dot > 0 && rest.equals(name.substring(dot));
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static List<String> of(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternative = certificate.getSubjectAlternativeNames();
        List<String> dnsNames = alternative == null
                ? List.of()
                : alternative.stream()
                        .filter(name -> name.get(0).equals(DNS_NAME))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
        return dnsNames.isEmpty() ? commonNames(certificate) : dnsNames;
    }

    private static List<String> commonNames(X509Certificate certificate) throws CertificateParsingException {
        try {
            List<String> found = new ArrayList<>();
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    found.add(String.valueOf(part.getValue()));
                }
            }
            return found;
        } catch (InvalidNameException e) {
            throw new CertificateParsingException("malformed subject", e);
        }
    }
}
