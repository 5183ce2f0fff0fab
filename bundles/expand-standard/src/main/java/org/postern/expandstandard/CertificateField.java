package org.postern.expandstandard;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.postern.api.ExpansionException;

/// A field of a certificate as `${certextract{NAME,MODIFIER,...}` selects it.
///
/// @param name such as `subject`
/// @param tag the modifier that is a word, such as `CN`, `dns` or `int`, or the empty string
/// @param separator between the elements of a list; the modifier behind `>`
record CertificateField(String name, String tag, String separator) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Map<Integer, String> NAME_KINDS = Map.of(1, "MAIL", 2, "DNS", 6, "URI");
    private static final String ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final String DISTRIBUTION_POINTS = "2.5.29.31";
    private static final Map<String, String> ALGORITHMS = Map.of(
            "1.2.840.113549.1.1.5", "sha1WithRSAEncryption",
            "1.2.840.113549.1.1.10", "rsassaPss",
            "1.2.840.113549.1.1.11", "sha256WithRSAEncryption",
            "1.2.840.113549.1.1.12", "sha384WithRSAEncryption",
            "1.2.840.113549.1.1.13", "sha512WithRSAEncryption",
            "1.2.840.10045.4.3.2", "ecdsa-with-SHA256",
            "1.2.840.10045.4.3.3", "ecdsa-with-SHA384",
            "1.2.840.10045.4.3.4", "ecdsa-with-SHA512",
            "1.3.101.112", "ED25519");

    static CertificateField parse(String text) {
        String[] words = text.split(",", -1);
        String tag = "";
        String separator = "\n";
        for (int i = 1; i < words.length; i++) {
            String modifier = words[i].strip();
            if (modifier.startsWith(">") && modifier.length() > 1) {
                separator = modifier.substring(1, 2);
            } else if (!modifier.isEmpty()) {
                tag = modifier;
            }
        }
        return new CertificateField(words[0].strip(), tag, separator);
    }

    /// Its value; empty if the certificate has none.
    Optional<String> of(X509Certificate certificate) throws ExpansionException {
        return switch (name) {
            case "version" -> Optional.of(Integer.toString(certificate.getVersion()));
            case "serial_number" -> Optional.of(certificate.getSerialNumber().toString(16));
            case "subject" -> distinguishedName(certificate.getSubjectX500Principal());
            case "issuer" -> distinguishedName(certificate.getIssuerX500Principal());
            case "notbefore" -> Optional.of(time(certificate.getNotBefore()));
            case "notafter" -> Optional.of(time(certificate.getNotAfter()));
            case "sig_algorithm" ->
                Optional.of(ALGORITHMS.getOrDefault(certificate.getSigAlgOID(), certificate.getSigAlgOID()));
            case "signature" -> Optional.of(HexFormat.ofDelimiter(":").formatHex(certificate.getSignature()));
            case "subj_altname" -> alternatives(certificate);
            case "ocsp_uri" -> addresses(certificate, ACCESS, Der::responders);
            case "crl_uri" -> addresses(certificate, DISTRIBUTION_POINTS, Der::distributionPoints);
            default -> throw ExpansionException.error("bad field selector \"" + name + "\" for certextract");
        };
    }

    private String time(Date date) {
        return tag.equals("int") ? Long.toString(date.toInstant().getEpochSecond()) : TIME.format(date.toInstant());
    }

    /// The whole name, or the values of one attribute as a list.
    private Optional<String> distinguishedName(X500Principal principal) throws ExpansionException {
        String whole = principal.getName(X500Principal.RFC2253);
        if (tag.isEmpty()) {
            return Optional.of(bytes(whole));
        }
        List<String> values = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(whole).getRdns()) {
                if (part.getType().equalsIgnoreCase(tag)) {
                    values.add(bytes(String.valueOf(part.getValue())));
                }
            }
        } catch (InvalidNameException e) {
            throw ExpansionException.error("the name in the certificate is malformed: " + e.getMessage());
        }
        return list(values);
    }

    /// `MAIL=`, `DNS=` and `URI=` elements, or the values of one of these.
    private Optional<String> alternatives(X509Certificate certificate) throws ExpansionException {
        List<String> elements = new ArrayList<>();
        try {
            Optional<Collection<List<?>>> names = Optional.ofNullable(certificate.getSubjectAlternativeNames());
            for (List<?> name : names.orElse(List.of())) {
                String kind = name.getFirst() instanceof Integer number ? NAME_KINDS.getOrDefault(number, "") : "";
                String value = bytes(String.valueOf(name.get(1)));
                if (!kind.isEmpty() && tag.isEmpty()) {
                    elements.add(kind + "=" + value);
                } else if (!kind.isEmpty() && tag.equalsIgnoreCase(kind)) {
                    elements.add(value);
                }
            }
        } catch (CertificateParsingException e) {
            throw ExpansionException.error("the alternative names in the certificate are malformed: " + e.getMessage());
        }
        return list(elements);
    }

    private Optional<String> addresses(
            X509Certificate certificate, String extension, Function<byte[], List<String>> reader) {
        return Optional.ofNullable(certificate.getExtensionValue(extension))
                .map(reader)
                .flatMap(this::list);
    }

    /// A list, in which a separator inside an element stands twice.
    private Optional<String> list(List<String> elements) {
        return elements.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(
                        separator,
                        elements.stream()
                                .map(element -> element.replace(separator, separator + separator))
                                .toList()));
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
