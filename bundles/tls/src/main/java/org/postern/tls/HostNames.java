package org.postern.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// The names of a certificate (RFC 9525): its subject alternative names, or the common name of its subject
/// if it has no alternative DNS name. A wildcard stands for one whole first label of a name with three
/// labels or more.
final class HostNames {
    private static final int DNS_NAME = 2;
    private static final int LONGEST = 253;
    private static final Pattern NAME = Pattern.compile("(?!-)[a-zA-Z0-9_-]{1,63}(\\.[a-zA-Z0-9_-]{1,63})*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private HostNames() {}

    /// Whether a certificate is for the host `name`.
    static boolean match(X509Certificate certificate, String name) throws CertificateParsingException {
        String wanted = normal(name);
        return of(certificate).stream().map(HostNames::normal).anyMatch(pattern -> matches(pattern, wanted));
    }

    /// The names that a certificate is for, wildcards included.
    static List<String> of(X509Certificate certificate) throws CertificateParsingException {
        List<String> alternative = alternativeNames(certificate);
        return alternative.isEmpty() ? commonNames(certificate) : alternative;
    }

    /// Whether `text` is a DNS name and not an address.
    static boolean isName(String text) {
        return text.length() <= LONGEST
                && NAME.matcher(text).matches()
                && !ADDRESS.matcher(text).matches();
    }

    static boolean matches(String pattern, String wanted) {
        if (!isName(wanted)) {
            return false;
        }
        if (!pattern.startsWith("*.")) {
            return pattern.equals(wanted);
        }
        String rest = pattern.substring(1);
        int dot = wanted.indexOf('.');
        return rest.indexOf('*') < 0
                && rest.indexOf('.', 1) > 0
                && dot > 0
                && wanted.substring(dot).equals(rest);
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static List<String> alternativeNames(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return List.of();
        }
        return names.stream()
                .filter(name -> name.get(0).equals(DNS_NAME))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    private static List<String> commonNames(X509Certificate certificate) throws CertificateParsingException {
        try {
            List<String> names = new ArrayList<>();
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
            return names;
        } catch (InvalidNameException e) {
            throw new CertificateParsingException("malformed subject", e);
        }
    }
}
