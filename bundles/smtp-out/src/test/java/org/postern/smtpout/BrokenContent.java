package org.postern.smtpout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.postern.api.mail.Content;

/// A body that can no longer be read.
record BrokenContent() implements Content {
    @Override
    public long size() {
        return 100;
    }

    @Override
    public InputStream open() throws IOException {
        throw new IOException("the disk is gone");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write('x');
        throw new IOException("the disk is gone");
    }
}
