package org.postern.spi;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;

/// An expansion variable, such as `$spf_result`.
public final class Variable implements Contribution {
    /// Reads the value of a variable; empty means that it has none here.
    @FunctionalInterface
    public interface Reader {
        /// The value in `context`.
        Optional<Text> read(Context context) throws ExpansionException;
    }

    /// Takes the value that an ACL gives a variable with `set`.
    @FunctionalInterface
    public interface Writer {
        /// Changes the value in `context`.
        void write(Text value, Context context) throws ExpansionException;
    }

    private final String name;
    private final Reader reader;
    private final Optional<Writer> writer;
    private final boolean isCertificate;
    private final Function<Context, Optional<X509Certificate>> certificate;

    private Variable(
            String name,
            Reader reader,
            Optional<Writer> writer,
            boolean isCertificate,
            Function<Context, Optional<X509Certificate>> certificate) {
        this.name = name;
        this.reader = reader;
        this.writer = writer;
        this.isCertificate = isCertificate;
        this.certificate = certificate;
    }

    /// A variable with the value that `reader` finds.
    public static Variable of(String name, Reader reader) {
        return new Variable(name, reader, Optional.empty(), false, _ -> Optional.empty());
    }

    /// A variable that stands for a certificate, such as `$tls_in_peercert`: `certextract` and digests are
    /// taken of it; its text says no more than whether there is one.
    public static Variable ofCertificate(String name, Function<Context, Optional<X509Certificate>> certificate) {
        return new Variable(
                name,
                context -> Optional.of(certificate.apply(context).isPresent() ? Text.trusted("<cert>") : Text.EMPTY),
                Optional.empty(),
                true,
                certificate);
    }

    /// A variable that shows one aspect of the state in `slot`.
    public static <T> Variable of(String name, Slot<T> slot, Function<? super T, Text> aspect) {
        return of(name, context -> context.get(slot).map(aspect));
    }

    /// The same, which ACLs may also give another value: `set dkim_verify_status = fail`.
    public Variable settable(Writer by) {
        return new Variable(name, reader, Optional.of(by), isCertificate, certificate);
    }

    @Override
    public String name() {
        return name;
    }

    /// The value in `context`, or empty if it has none there.
    public Optional<Text> read(Context context) throws ExpansionException {
        return reader.read(context);
    }

    /// Whether it stands for a certificate.
    public boolean isCertificate() {
        return isCertificate;
    }

    /// The certificate that it stands for in `context`; empty if it stands for none.
    public Optional<X509Certificate> certificate(Context context) {
        return certificate.apply(context);
    }

    /// What gives it another value; empty if ACLs may not.
    public Optional<Writer> writer() {
        return writer;
    }
}
