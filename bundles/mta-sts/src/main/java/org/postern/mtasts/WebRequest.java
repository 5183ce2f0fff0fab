package org.postern.mtasts;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.api.mail.Bytes;

/// One HTTP request.
///
/// @param host the name of the server
/// @param port its port
/// @param target path and query
/// @param body what is posted; empty to get
record WebRequest(String host, int port, String target, Optional<Body> body) {
    private static final int HTTPS = 443;

    /// What is posted.
    ///
    /// @param type the media type
    /// @param bytes the content
    record Body(String type, Bytes bytes) {}

    /// A request for a document.
    static WebRequest get(String host, int port, String target) {
        return new WebRequest(host, port, target, Optional.empty());
    }

    /// Request line and header.
    byte[] head() {
        String authority = port == HTTPS ? host : host + ":" + port;
        String head = (body.isPresent() ? "POST " : "GET ") + target + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUser-Agent: Postern\r\nAccept: */*\r\nConnection: close\r\n"
                + body.map(posted -> "Content-Type: " + posted.type() + "\r\nContent-Length: "
                                + posted.bytes().length() + "\r\n")
                        .orElse("")
                + "\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }
}
