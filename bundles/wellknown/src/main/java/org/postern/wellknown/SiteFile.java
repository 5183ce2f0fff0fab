package org.postern.wellknown;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file for clients.
///
/// @param path where it is
record SiteFile(Path path) {
    /// The largest file that is shown, in bytes. Such files have a few hundred.
    static final int MAX_SIZE = 65_536;
    /// A line of the answer that has so many characters, or more, is ended.
    static final int FULL_LINE = 75;

    /// The file is there, but is not shown.
    static final class UnfitException extends IOException {
        private static final long serialVersionUID = 1;

        UnfitException(String why) {
            super(why);
        }
    }

    /// The lines of a reply: the size in bytes, then the bytes in xtext (RFC 3461, 4). A line ends after each
    /// line feed of the file, which is encoded, too, and where it is full.
    List<String> answer() throws IOException {
        byte[] bytes = read();
        List<String> lines = new ArrayList<>();
        lines.add("SIZE=" + bytes.length);
        StringBuilder line = new StringBuilder();
        for (byte b : bytes) {
            append(line, b & 0xff);
            if (b == '\n' || line.length() >= FULL_LINE) {
                lines.add(line.toString());
                line.setLength(0);
            }
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return List.copyOf(lines);
    }

    private byte[] read() throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw new UnfitException("not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new UnfitException("larger than " + MAX_SIZE + " bytes");
            }
            return bytes;
        }
    }

    private static void append(StringBuilder line, int octet) {
        boolean plain = octet > ' ' && octet < 127 && octet != '+' && octet != '=';
        if (plain) {
            line.append((char) octet);
        } else {
            line.append('+')
                    .append(Character.toUpperCase(Character.forDigit(octet >> 4, 16)))
                    .append(Character.toUpperCase(Character.forDigit(octet & 15, 16)));
        }
    }
}
