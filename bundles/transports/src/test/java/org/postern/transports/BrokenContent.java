package org.postern.transports;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postern.api.mail.Content;

/// A body whose writing fails half way, as on a full disk.
record BrokenContent() implements Content {
    @Override
    public long size() {
        return 100;
    }

    @Override
    public InputStream open() throws IOException {
        throw new IOException("not asked for");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write('x');
        throw new IOException("No space left on device");
    }
}
