package org.postern.expandstandard;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Session;

/// `${certextract{FIELD}{$VARIABLE}...}`: a field of a certificate. The variable is one of
/// `$tls_in_peercert`, `$tls_in_ourcert` and their like, or holds a certificate in PEM.
final class CertExtractItem {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM d HH:mm:ss yyyy 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final List<String> VARIABLES =
            List.of("tls_in_peercert", "tls_in_ourcert", "tls_out_peercert", "tls_out_ourcert", "tls_peercert");
    private static final int MAIL_NAME = 1;
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;

    private CertExtractItem() {}

    static Item item() {
        return new Item("certextract", 2, CertExtractItem::extract);
    }

    private static Text extract(Arguments arguments, Context context) throws ExpansionException {
        Text field = arguments.expand(0);
        String variable = arguments.raw(1).strip();
        if (!variable.startsWith("$")) {
            throw ExpansionException.error("second argument of \"certextract\" must be a certificate variable");
        }
        String name = variable.substring(1).replaceAll("[{}]", "");
        Optional<X509Certificate> certificate = certificate(name, context);
        return arguments.choose(
                certificate.isEmpty()
                        ? Optional.empty()
                        : field(certificate.get(), field.value().strip()).map(Text::tainted));
    }

    private static Optional<X509Certificate> certificate(String name, Context context) throws ExpansionException {
        if (VARIABLES.contains(name)) {
            Optional<TlsInfo> tls = name.startsWith("tls_out_")
                    ? Optional.empty()
                    : context.session().flatMap(Session::tls);
            return name.endsWith("peercert")
                    ? tls.flatMap(known -> known.peerChain().stream().findFirst())
                    : tls.flatMap(TlsInfo::ourCertificate);
        }
        String pem = context.variable(name).map(Text::value).orElse("");
        if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
            throw ExpansionException.error("\"" + name + "\" is not a certificate");
        }
        try {
            return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1))));
        } catch (CertificateException e) {
            throw ExpansionException.error("\"" + name + "\" is not a certificate: " + e.getMessage());
        }
    }

    private static Optional<String> field(X509Certificate certificate, String field) throws ExpansionException {
        List<String> words = List.of(field.split(",", -1));
        Optional<String> tag = words.size() > 1 ? Optional.of(words.get(1).strip()) : Optional.empty();
        return switch (words.getFirst().strip()) {
            case "version" -> Optional.of(Integer.toString(certificate.getVersion()));
            case "serial_number" -> Optional.of(certificate.getSerialNumber().toString(16));
            case "subject" -> name(certificate.getSubjectX500Principal(), tag);
            case "issuer" -> name(certificate.getIssuerX500Principal(), tag);
            case "notbefore" -> Optional.of(time(certificate.getNotBefore(), tag));
            case "notafter" -> Optional.of(time(certificate.getNotAfter(), tag));
            case "sig_algorithm" -> Optional.of(certificate.getSigAlgName());
            case "signature" -> Optional.of(HexFormat.ofDelimiter(":").formatHex(certificate.getSignature()));
            case "subj_altname" -> alternatives(certificate, tag);
            default -> throw ExpansionException.error("bad field selector \"" + field + "\" for certextract");
        };
    }

    private static String time(Date date, Optional<String> form) {
        return form.equals(Optional.of("int"))
                ? Long.toString(date.toInstant().getEpochSecond())
                : TIME.format(date.toInstant());
    }

    /// The whole name, or the values of one attribute as a list.
    private static Optional<String> name(X500Principal principal, Optional<String> attribute)
            throws ExpansionException {
        String whole = principal.getName(X500Principal.RFC2253);
        if (attribute.isEmpty()) {
            return Optional.of(bytes(whole));
        }
        List<String> values = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(whole).getRdns()) {
                if (part.getType().equalsIgnoreCase(attribute.get())) {
                    values.add(bytes(String.valueOf(part.getValue())));
                }
            }
        } catch (InvalidNameException e) {
            throw ExpansionException.error("the name in the certificate is malformed: " + e.getMessage());
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", values));
    }

    /// `MAIL=`, `DNS=` and `URI=` lines, or the values of one of these.
    private static Optional<String> alternatives(X509Certificate certificate, Optional<String> wanted)
            throws ExpansionException {
        List<String> lines = new ArrayList<>();
        try {
            Optional<Collection<List<?>>> names = Optional.ofNullable(certificate.getSubjectAlternativeNames());
            for (List<?> name : names.orElse(List.of())) {
                String kind = name.getFirst() instanceof Integer number ? kind(number) : "";
                String value = bytes(String.valueOf(name.get(1)));
                if (!kind.isEmpty() && wanted.isEmpty()) {
                    lines.add(kind + "=" + value);
                } else if (wanted.isPresent() && wanted.get().equalsIgnoreCase(kind)) {
                    lines.add(value);
                }
            }
        } catch (CertificateException e) {
            throw ExpansionException.error("the alternative names in the certificate are malformed: " + e.getMessage());
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
    }

    private static String kind(int number) {
        return switch (number) {
            case MAIL_NAME -> "MAIL";
            case DNS_NAME -> "DNS";
            case URI_NAME -> "URI";
            default -> "";
        };
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
