package org.postern.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/* Not a byte after the header may be read: it belongs to SMTP or to TLS. A header of version 1 is at least 15 bytes long ("PROXY UNKNOWN" and
 * CRLF), one of version 2 at least 16, so that the first twelve can be read at once; what cannot become a header is refused with the first
 * byte that shows it, since its sender may wait for us. The end of a header of version 1 is found byte by byte, that of version 2 is known
 * from its length. */
/// Reads the header that begins a connection (The PROXY protocol, versions 1 & 2; 2).
final class HeaderReader {
    /// With CRLF (2.1).
    static final int LONGEST_LINE = 107;

    private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED = 16;
    private static final int STEP = 2_048;

    private final InputStream input;
    private byte[] header = new byte[LONGEST_LINE];
    private int length;

    HeaderReader(InputStream input) {
        this.input = input;
    }

    /// Reads a header and nothing more; throws [BadProxyHeader] if there is none.
    ProxyHeader read() throws IOException {
        while (length < SIGNATURE.length) {
            more(SIGNATURE.length);
            if (begins(SIGNATURE)) {
                continue;
            }
            if (!begins(LINE) || header[length - 1] == '\n') {
                throw new BadProxyHeader("no header of the PROXY protocol");
            }
        }
        return begins(SIGNATURE) ? versionTwo() : versionOne();
    }

    private boolean begins(byte[] with) {
        int known = Math.min(length, with.length);
        return Arrays.equals(header, 0, known, with, 0, known);
    }

    private ProxyHeader versionOne() throws IOException {
        while (header[length - 1] != '\n') {
            if (length == LONGEST_LINE) {
                throw new BadProxyHeader("the line is too long");
            }
            more(length + 1);
        }
        return HeaderLine.parse(new String(header, 0, length, StandardCharsets.ISO_8859_1));
    }

    private ProxyHeader versionTwo() throws IOException {
        fill(SIGNATURE.length + 1);
        BinaryHeader.Command command = BinaryHeader.Command.of(header[SIGNATURE.length]);
        fill(FIXED);
        BinaryHeader.Start start = BinaryHeader.Start.of(command, header);
        fill(FIXED + start.length());
        return new BinaryHeader(start, Arrays.copyOf(header, length)).parse();
    }

    private void fill(int to) throws IOException {
        while (length < to) {
            more(to);
        }
    }

    /// Reads what is there, up to a length. The room for it grows with what comes.
    private void more(int to) throws IOException {
        if (length == header.length) {
            header = Arrays.copyOf(header, header.length + STEP);
        }
        int read = input.read(header, length, Math.min(to, header.length) - length);
        if (read < 0) {
            throw new EOFException("the connection was closed before the end of the header");
        }
        length += read;
    }
}
