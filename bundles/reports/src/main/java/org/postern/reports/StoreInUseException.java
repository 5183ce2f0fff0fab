package org.postern.reports;

import java.io.IOException;
import java.nio.file.Path;

/// Another store uses the directory, such as that of the bundle that this one takes the place of.
public final class StoreInUseException extends IOException {
    private static final long serialVersionUID = 1;

    public StoreInUseException(Path directory) {
        super(directory + " is in use");
    }
}
