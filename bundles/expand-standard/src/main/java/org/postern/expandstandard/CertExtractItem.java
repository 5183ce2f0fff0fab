package org.postern.expandstandard;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// `${certextract{FIELD}{$VARIABLE}...}`: a field of a certificate. The variable is one of
/// `$tls_in_peercert`, `$tls_in_ourcert` and their like, or holds a certificate in PEM.
final class CertExtractItem {
    private CertExtractItem() {}

    static Item item() {
        return new Item("certextract", 2, CertExtractItem::extract);
    }

    private static Text extract(Arguments arguments, Context context) throws ExpansionException {
        CertificateField field =
                CertificateField.parse(arguments.expand(0).value().strip());
        String variable = arguments.raw(1).strip();
        if (!variable.startsWith("$")) {
            throw ExpansionException.error("second argument of \"certextract\" must be a certificate variable");
        }
        String name = variable.substring(1).replaceAll("[{}]", "");
        Optional<X509Certificate> certificate = certificate(name, context);
        return arguments.choose(
                certificate.isEmpty()
                        ? Optional.empty()
                        : field.of(certificate.get()).map(Text::tainted));
    }

    private static Optional<X509Certificate> certificate(String name, Context context) throws ExpansionException {
        Optional<Variable> variable = context.contributions(Variable.class).stream()
                .filter(known -> known.isCertificate() && known.name().equals(name))
                .findFirst();
        return variable.isPresent() ? variable.get().certificate(context) : Optional.of(inText(name, context));
    }

    private static X509Certificate inText(String name, Context context) throws ExpansionException {
        String pem = context.variable(name).map(Text::value).orElse("");
        if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
            throw ExpansionException.error("\"" + name + "\" is not a certificate");
        }
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (CertificateException e) {
            throw ExpansionException.error("\"" + name + "\" is not a certificate: " + e.getMessage());
        }
    }
}
