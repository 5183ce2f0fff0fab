package org.postern.ocsp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.api.MailLog;

/// Finds the response for a certificate in files. They are looked at once a second at most, and read when
/// they
/// have changed. A response is only given if it is verified, good, and says until when. Safe for any number
/// of
/// threads.
final class ResponseFiles {
    private static final Duration LOOKED_AT = Duration.ofSeconds(1);
    private static final int MOST = 1024;

    private final Map<ResponseFile, Read> read = new ConcurrentHashMap<>();
    private final Map<Asked, Found> found = new ConcurrentHashMap<>();

    private record Read(String stamp, List<byte[]> responses, String problem) {}

    private record Asked(List<ResponseFile> files, Subject subject) {}

    private record Found(Instant looked, Optional<Response> response, String problem) {
        boolean isFresh(Instant now) {
            return !now.isBefore(looked) && now.isBefore(looked.plus(LOOKED_AT));
        }
    }

    /// The response for `subject` in one of `files`. That there is none is logged once.
    Optional<Response> find(List<ResponseFile> files, Subject subject, Instant now, MailLog log) {
        Asked asked = new Asked(files, subject);
        Found known = found.get(asked);
        if (known != null && known.isFresh(now)) {
            return known.response();
        }
        Found next = look(asked, now);
        if (!next.problem().isEmpty() && (known == null || !known.problem().equals(next.problem()))) {
            log.main("OCSP: no response for certificate " + subject.serialText() + ": " + next.problem());
        }
        if (found.size() >= MOST) {
            found.clear();
        }
        found.put(asked, next);
        return next.response();
    }

    private Found look(Asked asked, Instant now) {
        List<String> problems = new ArrayList<>();
        for (ResponseFile file : asked.files()) {
            Read content = content(file);
            if (!content.problem().isEmpty()) {
                problems.add(file.path() + ": " + content.problem());
            }
            for (byte[] der : content.responses()) {
                Response response = Response.verified(der, asked.subject(), now);
                String problem = response.problem(now);
                if (problem.isEmpty()) {
                    return new Found(now, Optional.of(response), "");
                }
                problems.add(file.path() + ": " + problem);
            }
        }
        return new Found(now, Optional.empty(), String.join("; ", problems));
    }

    private Read content(ResponseFile file) {
        String stamp;
        try {
            stamp = stamp(file);
            Read known = read.get(file);
            if (known != null && known.stamp().equals(stamp)) {
                return known;
            }
        } catch (IOException e) {
            return new Read("", List.of(), words(e));
        }
        Read next;
        try {
            next = new Read(stamp, file.read(), "");
        } catch (IOException e) {
            next = new Read(stamp, List.of(), words(e));
        }
        if (read.size() >= MOST) {
            read.clear();
        }
        read.put(file, next);
        return next;
    }

    private static String words(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such file" : String.valueOf(e.getMessage());
    }

    private static String stamp(ResponseFile file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file.path(), BasicFileAttributes.class);
        return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    }
}
