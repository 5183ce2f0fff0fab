package org.postern.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Session;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;

/// The variables that show what TLS agreed on: with a client, under Exim's names and its older ones, and with
/// the server that a message leaves to.
final class TlsVariables {
    private TlsVariables() {}

    static List<Contribution> all() {
        List<Contribution> all = new ArrayList<>(List.of(
                variable("tls_in_cipher", TlsVariables::cipher),
                variable("tls_cipher", TlsVariables::cipher),
                variable("tls_in_sni", TlsVariables::serverName),
                variable("tls_sni", TlsVariables::serverName),
                variable("tls_out_cipher", context -> text(out(context), TlsInfo::logText)),
                variable("tls_out_sni", context -> text(out(context), TlsInfo::sni))));
        all.addAll(ofSide("tls_in_", TlsVariables::in, CertificateEvents.OF_CLIENT));
        all.addAll(ofSide("tls_out_", TlsVariables::out, CertificateEvents.OF_SERVER));
        all.addAll(List.of(
                variable("tls_bits", context -> number(in(context), TlsInfo::bits)),
                variable("tls_certificate_verified", context -> number(in(context), TlsVariables::verified)),
                variable("tls_peerdn", context -> peerName(in(context)))));
        return List.copyOf(all);
    }

    private static List<Contribution> ofSide(
            String prefix,
            Function<Context, Optional<TlsInfo>> side,
            Function<Context, Optional<X509Certificate>> inHand) {
        return List.of(
                variable(prefix + "cipher_std", context -> text(side.apply(context), TlsInfo::cipherStandard)),
                variable(prefix + "ver", context -> text(side.apply(context), TlsInfo::version)),
                variable(prefix + "bits", context -> number(side.apply(context), TlsInfo::bits)),
                variable(
                        prefix + "certificate_verified",
                        context -> number(side.apply(context), TlsVariables::verified)),
                variable(
                        prefix + "ocsp",
                        context ->
                                number(side.apply(context), info -> info.ocsp().number())),
                variable(prefix + "resumption", context -> number(side.apply(context), TlsInfo::resumption)),
                variable(prefix + "peerdn", context -> peerName(side.apply(context))),
                Variable.ofCertificate(
                        prefix + "ourcert", context -> side.apply(context).flatMap(TlsInfo::ourCertificate)),
                Variable.ofCertificate(
                        prefix + "peercert",
                        context -> inHand.apply(context)
                                .or(() -> side.apply(context)
                                        .flatMap(info ->
                                                info.peerChain().stream().findFirst()))));
    }

    private static Variable variable(String name, Function<Context, Text> value) {
        return Variable.of(name, context -> Optional.of(value.apply(context)));
    }

    private static Text text(Optional<TlsInfo> tls, Function<TlsInfo, String> aspect) {
        return Text.trusted(tls.map(aspect).orElse(""));
    }

    private static Text number(Optional<TlsInfo> tls, Function<TlsInfo, Integer> aspect) {
        return Text.trusted(Integer.toString(tls.map(aspect).orElse(0)));
    }

    private static int verified(TlsInfo info) {
        return info.verified() ? 1 : 0;
    }

    private static Optional<TlsInfo> out(Context context) {
        return context.get(TlsInfo.OUTGOING).flatMap(Function.identity());
    }

    /// Of the session, or, during delivery, of the one that the message came in.
    private static Optional<TlsInfo> in(Context context) {
        return context.session().flatMap(Session::tls).or(() -> context.get(ArrivalTls.KEPT));
    }

    /// Version, suite and strength, which the message keeps when its session is over.
    private static Text cipher(Context context) {
        Optional<String> live = in(context).map(TlsInfo::logText);
        Optional<String> kept =
                context.message().map(message -> message.origin().tlsCipher());
        return Text.trusted(
                Stream.of(live, kept).flatMap(Optional::stream).findFirst().orElse(""));
    }

    private static Text peerName(Optional<TlsInfo> tls) {
        return tls.map(TlsInfo::peerName)
                .filter(name -> !name.isEmpty())
                .map(Text::tainted)
                .orElse(Text.EMPTY);
    }

    private static Text serverName(Context context) {
        Optional<String> said = context.get(TlsServer.HELLO).map(ClientHello::serverName);
        return said.or(() -> in(context).map(TlsInfo::sni))
                .filter(name -> !name.isEmpty())
                .map(Text::tainted)
                .orElse(Text.EMPTY);
    }
}
