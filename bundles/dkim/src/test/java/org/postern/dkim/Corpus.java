package org.postern.dkim;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.postern.testkit.FakeDns;

/// The conformance sets: those of this repository, and those that may only be used from beside it.
@NullMarked
final class Corpus {
    private final Path directory;

    private Corpus(Path directory) {
        this.directory = directory;
    }

    static Corpus own() {
        URL url = Corpus.class.getResource("/conformance");
        if (url == null) {
            throw new AssertionError("no conformance sets");
        }
        try {
            return new Corpus(Path.of(url.toURI()));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// The sets beside the repository, if they are there.
    static Optional<Corpus> shared() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared/conformance/dkim");
            if (Files.isDirectory(candidate)) {
                return Optional.of(new Corpus(candidate));
            }
        }
        return Optional.empty();
    }

    List<JsonObject> cases(String suite) {
        return text(suite + ".jsonl")
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    byte[] bytes(String file) {
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The DNS of a case.
    static FakeDns dns(JsonObject test) {
        FakeDns dns = new FakeDns();
        test.getAsJsonObject("dns_txt").entrySet().forEach(entry -> {
            if (entry.getValue().isJsonObject()) {
                dns.servfail(entry.getKey());
            } else {
                entry.getValue().getAsJsonArray().forEach(text -> dns.txt(entry.getKey(), text.getAsString()));
            }
        });
        return dns;
    }

    /// A member as text; the empty string if it is absent or null.
    static String string(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }
}
