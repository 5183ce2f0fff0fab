package org.postern.mtasts;

import java.io.IOException;
import java.util.Set;
import org.postern.api.net.TlsFault;

/// Fetches the policies of domains from their web servers (RFC 8461, 3.3). Safe for any number of threads.
///
/// @param web who asks
record PolicyFetch(WebClient web) {
    private static final String HOST = "mta-sts.";
    private static final String PATH = "/.well-known/mta-sts.txt";
    private static final int OK = 200;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /// The policy of `domain`. It takes as long as the settings allow, and no longer.
    StsPolicy fetch(String domain, WebSettings settings) throws StsException {
        WebAnswer answer = ask(domain, settings);
        if (REDIRECTS.contains(answer.status())) {
            throw failed("the server redirects, which is not followed: status " + answer.status());
        }
        if (answer.status() != OK) {
            throw failed("status " + answer.status());
        }
        if (!answer.mediaType().equals("text/plain")) {
            throw failed("the media type is not text/plain: " + Printable.of(answer.mediaType(), 60));
        }
        return StsPolicyParser.parse(answer.body());
    }

    private WebAnswer ask(String domain, WebSettings settings) throws StsException {
        try {
            return web.ask(WebRequest.get(HOST + domain, settings.port(), PATH), settings, StsPolicyParser.MAX_SIZE);
        } catch (WebException e) {
            throw e.kind() == WebException.Kind.CERTIFICATE
                    ? new StsException(
                            TlsFault.STS_WEBPKI_INVALID, "certificate of " + HOST + domain + ": " + e.getMessage())
                    : failed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private static StsException failed(String why) {
        return new StsException(TlsFault.STS_POLICY_FETCH_ERROR, Printable.of(why, 200));
    }
}
