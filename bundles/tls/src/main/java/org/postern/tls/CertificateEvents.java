package org.postern.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Slot;
import org.postern.api.Slot.Lifetime;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.net.BadCertificate;
import org.postern.api.net.TlsFault;

/// Tells of each certificate that the other side shows, as it was received, the last first: `tls:cert`, with
/// its place in the chain as data. A listener with an answer refuses it.
final class CertificateEvents {
    private static final Slot<Optional<X509Certificate>> FROM_CLIENT =
            Slot.of(Lifetime.CONTEXT, "tls-certificate-of-client-in-hand");
    private static final Slot<Optional<X509Certificate>> FROM_SERVER =
            Slot.of(Lifetime.CONTEXT, "tls-certificate-of-server-in-hand");

    /// The certificate of a client that an event tells of.
    static final Function<Context, Optional<X509Certificate>> OF_CLIENT =
            context -> context.get(FROM_CLIENT).flatMap(Function.identity());

    /// The certificate of a server that an event tells of.
    static final Function<Context, Optional<X509Certificate>> OF_SERVER =
            context -> context.get(FROM_SERVER).flatMap(Function.identity());

    private final Context context;
    private final Optional<Settings> transport;

    /// @param transport of the delivery; empty where a client shows certificates
    CertificateEvents(Context context, Optional<Settings> transport) {
        this.context = context;
        this.transport = transport;
    }

    /// Throws if a listener refuses one of `chain`.
    void tell(List<X509Certificate> chain) throws CertificateException {
        Slot<Optional<X509Certificate>> inHand = transport.isPresent() ? FROM_SERVER : FROM_CLIENT;
        try {
            for (int depth = chain.size() - 1; depth >= 0; depth--) {
                context.put(inHand, Optional.of(chain.get(depth)));
                refuse(new Event("tls:cert", Text.trusted(Integer.toString(depth)), transport).tell(context));
            }
        } finally {
            context.put(inHand, Optional.empty());
        }
    }

    private static void refuse(Optional<Text> answer) throws CertificateException {
        if (answer.isPresent()) {
            throw new BadCertificate(
                    TlsFault.VALIDATION_FAILURE,
                    "refused by event action: " + answer.get().value());
        }
    }
}
