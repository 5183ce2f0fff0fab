package org.postern.api.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/// The bytes of a message, or of its body: lines end with CRLF, dots are not stuffed. It may be in memory
/// or in a file; it does not change. Safe for any number of threads.
@ProviderType
public interface Content {
    /// The number of bytes.
    long size();

    /// Reads from the start.
    InputStream open() throws IOException;

    /// Writes all of it, without a copy where there is memory to write from.
    void writeTo(OutputStream out) throws IOException;
}
