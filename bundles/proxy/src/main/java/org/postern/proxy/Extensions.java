package org.postern.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The type-length-value vectors after the addresses of a header of version 2 (The PROXY protocol, 2.2.1).
/// Those of types that are not known are left alone.
final class Extensions {
    private static final int CRC32C = 0x03;
    private static final int SSL = 0x20;
    private static final int SSL_VERSION = 0x21;
    private static final int SSL_COMMON_NAME = 0x22;
    private static final int SSL_CIPHER = 0x23;

    /// The bits that say what the client has done (`PP2_CLIENT_*`).
    private static final int CLIENT_SSL = 1;

    private static final int CERTIFICATE_OF_CONNECTION = 2;
    private static final int CERTIFICATE_OF_SESSION = 4;

    private static final int HEAD = 3;
    private static final int SSL_HEAD = 5;

    private final byte[] header;
    private Optional<ProxyTls> tls = Optional.empty();

    private Extensions(byte[] header) {
        this.header = header;
    }

    /// Reads them from `start` to the end of `header`; a checksum that does not fit is refused.
    static Extensions read(byte[] header, int start) throws BadProxyHeader {
        Extensions extensions = new Extensions(header);
        extensions.each(start, header.length, extensions::take);
        return extensions;
    }

    /// Checks the checksum, if there is one, and leaves alone all else, which need not be vectors.
    static void skim(byte[] header, int start) throws BadProxyHeader {
        int position = start;
        while (header.length - position >= HEAD) {
            int value = position + HEAD;
            int end = value + lengthAt(header, position);
            if (end > header.length) {
                return;
            }
            if (header[position] == CRC32C) {
                new Extensions(header).check(value, end);
            }
            position = end;
        }
    }

    private static int lengthAt(byte[] header, int position) {
        return (header[position + 1] & 0xff) << 8 | (header[position + 2] & 0xff);
    }

    /// What the proxy says of TLS with the client.
    Optional<ProxyTls> tls() {
        return tls;
    }

    private interface Taker {
        void take(int type, int start, int end) throws BadProxyHeader;
    }

    private void each(int start, int end, Taker taker) throws BadProxyHeader {
        int position = start;
        while (position < end) {
            if (end - position < HEAD) {
                throw new BadProxyHeader("a value is cut off");
            }
            int value = position + HEAD;
            int length = lengthAt(header, position);
            if (length > end - value) {
                throw new BadProxyHeader("a value is longer than the header");
            }
            taker.take(header[position] & 0xff, value, value + length);
            position = value + length;
        }
    }

    private void take(int type, int start, int end) throws BadProxyHeader {
        switch (type) {
            case CRC32C -> check(start, end);
            case SSL -> tls = readTls(start, end);
            default -> {
                // Others say nothing that we need.
            }
        }
    }

    /// The sum is that of the header with zeros in its place (2.2.3).
    private void check(int start, int end) throws BadProxyHeader {
        if (end - start != 4) {
            throw new BadProxyHeader("a checksum that is not four bytes long");
        }
        CRC32C sum = new CRC32C();
        sum.update(header, 0, start);
        sum.update(new byte[4]);
        sum.update(header, end, header.length - end);
        long said = 0;
        for (int i = start; i < end; i++) {
            said = said << 8 | (header[i] & 0xff);
        }
        if (said != sum.getValue()) {
            throw new BadProxyHeader("the checksum does not fit");
        }
    }

    private Optional<ProxyTls> readTls(int start, int end) throws BadProxyHeader {
        if (end - start < SSL_HEAD) {
            throw new BadProxyHeader("a value about TLS is cut off");
        }
        int client = header[start];
        boolean shown = (client & (CERTIFICATE_OF_CONNECTION | CERTIFICATE_OF_SESSION)) != 0;
        boolean trusted =
                header[start + 1] == 0 && header[start + 2] == 0 && header[start + 3] == 0 && header[start + 4] == 0;
        TlsWords words = new TlsWords();
        each(start + SSL_HEAD, end, words::take);
        return (client & CLIENT_SSL) == 0
                ? Optional.empty()
                : Optional.of(new ProxyTls(shown && trusted, words.version, words.cipher, words.commonName));
    }

    private final class TlsWords {
        private String version = "";
        private String cipher = "";
        private String commonName = "";

        void take(int type, int start, int end) {
            String text = new String(header, start, end - start, StandardCharsets.ISO_8859_1);
            switch (type) {
                case SSL_VERSION -> version = text;
                case SSL_COMMON_NAME -> commonName = text;
                case SSL_CIPHER -> cipher = text;
                default -> {
                    // Others say nothing that we show.
                }
            }
        }
    }
}
