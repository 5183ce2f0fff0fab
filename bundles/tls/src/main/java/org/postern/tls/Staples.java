package org.postern.tls;

import java.net.HttpURLConnection;
import java.net.URL;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.url.AbstractURLStreamHandlerService;
import org.osgi.service.url.URLStreamHandlerService;

/// The OCSP responses that the server sends, by certificate. The platform's TLS fetches what it staples from
/// the responder of the certificate, with a request over HTTP and in the midst of a handshake. It is given
/// another responder, this one, by properties that it reads when it first staples: an address with a scheme
/// of our own, which is answered from memory. It keeps an answer for a second. Safe for any number of
/// threads.
@Component(
        service = {Staples.class, URLStreamHandlerService.class},
        property = "url.handler.protocol=" + Staples.SCHEME)
public final class Staples extends AbstractURLStreamHandlerService {
    /// The scheme of the address.
    static final String SCHEME = "postern-staple";

    private static final Map<String, String> PROPERTIES = Map.of(
            "jdk.tls.server.enableStatusRequestExtension", "true",
            "jdk.tls.stapling.responderOverride", "true",
            "jdk.tls.stapling.responderURI", SCHEME + "://staples",
            "jdk.tls.stapling.ignoreExtensions", "true",
            "jdk.tls.stapling.cacheLifetime", "1");
    private static final int MOST = 1024;

    private final Map<StapleRequest, byte[]> responses = new ConcurrentHashMap<>();

    /// None yet. Contexts for servers that are made from now on staple.
    @Activate
    public Staples() {
        PROPERTIES.forEach(System::setProperty);
    }

    /// What is sent with `certificate` from now on; empty for nothing.
    void put(X509Certificate certificate, X509Certificate issuer, Optional<byte[]> response) {
        StapleRequest request = StapleRequest.of(certificate, issuer);
        if (response.isEmpty()) {
            responses.remove(request);
            return;
        }
        if (responses.size() >= MOST && !responses.containsKey(request)) {
            responses.clear();
        }
        responses.put(request, response.get());
    }

    /// The answer to a request, as the platform has it in DER.
    Optional<byte[]> answer(byte[] request) {
        return StapleRequest.parse(request).flatMap(asked -> Optional.ofNullable(responses.get(asked)));
    }

    @Override
    public HttpURLConnection openConnection(URL url) {
        return new StapleConnection(url, this);
    }
}
