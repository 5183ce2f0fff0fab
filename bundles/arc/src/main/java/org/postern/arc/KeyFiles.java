package org.postern.arc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SyntaxException;

/// The private keys in files: each is parsed once, and again when its file has changed. Guarded by itself.
final class KeyFiles {
    /// How many keys are kept; what was used least recently is forgotten first.
    static final int LIMIT = 200;

    private static final int MAX_BYTES = 65_536;

    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /// A key, and what its file was like when it was read.
    private record Known(FileTime changed, long size, PrivateKey key) {}

    /// The key of `arc_sign`: the name of a file, or the text of the key itself.
    PrivateKey key(String nameOrKey) throws SealException {
        try {
            return nameOrKey.startsWith("/") ? load(Path.of(nameOrKey)) : PrivateKey.parse(nameOrKey);
        } catch (SyntaxException e) {
            throw new SealException("the private key: " + e.problem());
        } catch (IOException | InvalidPathException e) {
            throw new SealException("the private key cannot be read: " + e);
        }
    }

    private synchronized PrivateKey load(Path file) throws IOException, SyntaxException {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        Known last = known.get(file);
        if (last != null && last.changed.equals(now.lastModifiedTime()) && last.size == now.size()) {
            return last.key;
        }
        if (now.size() > MAX_BYTES) {
            throw new SyntaxException("a file of " + now.size() + " bytes");
        }
        PrivateKey key = PrivateKey.parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        known.put(file, new Known(now.lastModifiedTime(), now.size(), key));
        if (known.size() > LIMIT) {
            known.remove(known.keySet().iterator().next());
        }
        return key;
    }
}
