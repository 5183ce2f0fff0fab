package org.postern.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A request for an OCSP response over what the platform takes for HTTP (RFC 6960, appendix A), answered from
/// memory. Confined to one thread.
final class StapleConnection extends HttpURLConnection {
    private final Staples staples;
    private final ByteArrayOutputStream posted = new ByteArrayOutputStream();

    StapleConnection(URL url, Staples staples) {
        super(url);
        this.staples = staples;
    }

    private Optional<byte[]> answer() throws IOException {
        if (posted.size() > 0) {
            return staples.answer(posted.toByteArray());
        }
        try {
            String encoded = URLDecoder.decode(url.getPath().replaceFirst("^/", ""), StandardCharsets.US_ASCII);
            return staples.answer(Base64.getDecoder().decode(encoded));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a request: " + url, e);
        }
    }

    @Override
    public int getResponseCode() throws IOException {
        return answer().isPresent() ? HTTP_OK : HTTP_NOT_FOUND;
    }

    @Override
    public String getResponseMessage() throws IOException {
        return answer().isPresent() ? "OK" : "no response";
    }

    @Override
    public int getContentLength() {
        return -1;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new ByteArrayInputStream(answer().orElseThrow(() -> new FileNotFoundException("no response")));
    }

    @Override
    public OutputStream getOutputStream() {
        return posted;
    }

    @Override
    public void connect() {}

    @Override
    public void disconnect() {}

    @Override
    public boolean usingProxy() {
        return false;
    }
}
