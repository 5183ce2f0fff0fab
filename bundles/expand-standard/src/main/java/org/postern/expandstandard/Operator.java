package org.postern.expandstandard;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionOperator;

/// An operator by its name and what it does.
///
/// @param name as in `${name:TEXT}`
/// @param body what it does
/// @param ofCertificate what it makes of the DER of a certificate, if it makes anything of it
record Operator(String name, Body body, Optional<OfCertificate> ofCertificate) implements ExpansionOperator {
    /// An operator of texts.
    Operator(String name, Body body) {
        this(name, body, Optional.empty());
    }

    /// The same, which also makes something of a certificate.
    Operator alsoOf(OfCertificate certificate) {
        return new Operator(name, body, Optional.of(certificate));
    }

    /// An operator that makes other characters of the text, and takes no words after underscores.
    static Operator of(String name, UnaryOperator<String> change) {
        return checked(name, change::apply);
    }

    /// An operator that may refuse its text, and takes no words after underscores.
    static Operator checked(String name, Change change) {
        return new Operator(name, (subject, arguments, _) -> {
            if (!arguments.isEmpty()) {
                throw ExpansionException.error("unknown expansion operator \"" + name + "_"
                        + String.join("_", arguments) + "\" (\"" + name + "\" does not take an _arg)");
            }
            return subject.with(change.apply(subject.value()));
        });
    }

    @Override
    public Text apply(Text subject, List<String> arguments, Context context) throws ExpansionException {
        return body.apply(subject, arguments, context);
    }

    @Override
    public Optional<Text> apply(X509Certificate subject, List<String> arguments) throws ExpansionException {
        if (ofCertificate.isEmpty() || !arguments.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Text.trusted(ofCertificate.get().apply(subject.getEncoded())));
        } catch (CertificateEncodingException e) {
            throw ExpansionException.error("the certificate is malformed: " + e.getMessage());
        }
    }

    /// What an operator makes of a certificate.
    @FunctionalInterface
    interface OfCertificate {
        /// The text for its DER.
        String apply(byte[] der) throws ExpansionException;
    }

    /// What an operator does.
    @FunctionalInterface
    interface Body {
        /// Applies it.
        Text apply(Text subject, List<String> arguments, Context context) throws ExpansionException;
    }

    /// What an operator without words after underscores makes of its text.
    @FunctionalInterface
    interface Change {
        /// The other text.
        String apply(String subject) throws ExpansionException;
    }
}
