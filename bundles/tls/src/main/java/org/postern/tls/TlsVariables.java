package org.postern.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Session;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;

/// The variables that show what TLS agreed on: with a client, under Exim's names and its older ones, and with
/// the server that a message leaves to.
final class TlsVariables {
    private static final int SUPPORTED = 1;
    private static final int TICKET_REQUESTED = 2;
    private static final int SESSION_OFFERED = 4;
    private static final int RESUMED = 16;

    private TlsVariables() {}

    static List<Contribution> all() {
        return Stream.of(
                        named(TlsVariables::cipher, "tls_in_cipher", "tls_cipher"),
                        named(info(TlsInfo::cipherStandard, ""), "tls_in_cipher_std"),
                        named(info(TlsInfo::version, ""), "tls_in_ver"),
                        named(info(info -> Integer.toString(info.bits()), "0"), "tls_in_bits", "tls_bits"),
                        named(
                                info(info -> info.verified() ? "1" : "0", "0"),
                                "tls_in_certificate_verified",
                                "tls_certificate_verified"),
                        named(TlsVariables::peerName, "tls_in_peerdn", "tls_peerdn"),
                        named(TlsVariables::serverName, "tls_in_sni", "tls_sni"),
                        named(TlsVariables::resumption, "tls_in_resumption"),
                        named(out(TlsInfo::logText, ""), "tls_out_cipher"),
                        named(out(TlsInfo::cipherStandard, ""), "tls_out_cipher_std"),
                        named(out(TlsInfo::version, ""), "tls_out_ver"),
                        named(out(info -> Integer.toString(info.bits()), "0"), "tls_out_bits"),
                        named(out(info -> info.verified() ? "1" : "0", "0"), "tls_out_certificate_verified"),
                        named(out(TlsInfo::sni, ""), "tls_out_sni"),
                        named(context -> subject(out(context)), "tls_out_peerdn"))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Contribution> named(Function<Context, Text> value, String... names) {
        return Stream.of(names)
                .<Contribution>map(name -> Variable.of(name, context -> Optional.of(value.apply(context))))
                .toList();
    }

    private static Function<Context, Text> info(Function<TlsInfo, String> aspect, String inClear) {
        return context -> Text.trusted(tls(context).map(aspect).orElse(inClear));
    }

    private static Function<Context, Text> out(Function<TlsInfo, String> aspect, String inClear) {
        return context -> Text.trusted(out(context).map(aspect).orElse(inClear));
    }

    private static Optional<TlsInfo> out(Context context) {
        return context.get(TlsInfo.OUTGOING).flatMap(Function.identity());
    }

    private static Optional<TlsInfo> tls(Context context) {
        return context.session().flatMap(Session::tls);
    }

    /// Version, suite and strength, which the message keeps when its session is over.
    private static Text cipher(Context context) {
        Optional<String> live = tls(context).map(TlsInfo::logText);
        Optional<String> kept =
                context.message().map(message -> message.origin().tlsCipher());
        return Text.trusted(live.or(() -> kept).orElse(""));
    }

    private static Text peerName(Context context) {
        return subject(tls(context));
    }

    private static Text subject(Optional<TlsInfo> tls) {
        Optional<X509Certificate> leaf =
                tls.flatMap(info -> info.peerChain().stream().findFirst());
        return leaf.map(X509Certificate::getSubjectX500Principal)
                .map(subject -> Text.tainted(subject.getName(X500Principal.RFC2253)))
                .orElse(Text.EMPTY);
    }

    private static Text serverName(Context context) {
        return context.get(TlsServer.HELLO)
                .map(hello -> Text.tainted(hello.serverName()))
                .orElse(Text.EMPTY);
    }

    private static Text resumption(Context context) {
        return Text.trusted(Integer.toString(
                context.get(TlsServer.HELLO).map(hello -> bits(context, hello)).orElse(0)));
    }

    private static int bits(Context context, ClientHello hello) {
        boolean resumed = tls(context).map(TlsInfo::resumed).orElse(false);
        return SUPPORTED
                | (hello.wantsTicket() ? TICKET_REQUESTED : 0)
                | (hello.offersSession() ? SESSION_OFFERED : 0)
                | (resumed ? RESUMED : 0);
    }
}
