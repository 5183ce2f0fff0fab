package org.postern.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.system.Identities;
import org.postern.api.system.Identity;

/// The users of the machine, as whom a server that runs as root can work.
@Component(service = Identities.class)
public final class SystemIdentities implements Identities {
    private static final int THREADS = 16;

    private final Identity own;
    private final List<Integer> ownGroups;
    private final Optional<ThreadCredentials> credentials;
    private final ThreadPoolExecutor threads;

    /// As the process is.
    @Activate
    public SystemIdentities() {
        this.own = new Identity.Own(ThreadCredentials.own("geteuid"), ThreadCredentials.own("getegid"));
        this.credentials = ThreadCredentials.find();
        this.ownGroups = ownGroups();
        // Platform threads: a virtual one has no user of its own.
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("as-user-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    void stop() {
        threads.shutdown();
    }

    @Override
    public Identity own() {
        return own;
    }

    @Override
    public Identity of(int uid, int gid, Optional<String> login) throws IOException {
        if (uid == own.uid() && gid == own.gid()) {
            return own;
        }
        if (own.uid() != 0) {
            throw new IOException("unable to set gid=" + gid + " or uid=" + uid + " (euid=" + own.uid()
                    + "): Operation not permitted");
        }
        if (credentials.isEmpty()) {
            throw new IOException("unable to set gid=" + gid + " or uid=" + uid + ": this system is not known");
        }
        ThreadCredentials way = credentials.get();
        List<Integer> groups = login.isPresent() ? way.groups(login.get(), gid) : List.of();
        return new OtherUser(uid, gid, groups, way, own.gid(), ownGroups, threads);
    }

    private static List<Integer> ownGroups() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith("Groups:"))
                    .flatMap(line -> Arrays.stream(line.substring(7).strip().split("\\s+", -1)))
                    .filter(word -> !word.isEmpty())
                    .map(Integer::parseUnsignedInt)
                    .toList();
        } catch (IOException | NumberFormatException _) {
            return List.of(); // root needs no groups
        }
    }
}
