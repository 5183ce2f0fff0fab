package org.postern.smtpout;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// How the data of a message are told from what follows them. Confined to one thread.
sealed interface Framing permits Framing.Dotted, Chunks {
    /// Whether a dot at the start of a line is doubled.
    boolean doublesDots();

    /// What follows the last line.
    byte[] end();

    /// Sends a part of the data.
    ///
    /// @param bytes in which the part stands from the first on
    /// @param length of the part
    /// @param last whether there is no more
    void send(byte[] bytes, int length, boolean last) throws IOException;

    /// A dot on a line of its own ends the data (RFC 5321, 4.5.2).
    ///
    /// @param connection takes them
    record Dotted(OutputStream connection) implements Framing {
        private static final String END = ".\r\n";

        @Override
        public boolean doublesDots() {
            return true;
        }

        @Override
        public byte[] end() {
            return END.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void send(byte[] bytes, int length, boolean last) throws IOException {
            connection.write(bytes, 0, length);
        }
    }
}
