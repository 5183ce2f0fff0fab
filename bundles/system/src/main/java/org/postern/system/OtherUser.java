package org.postern.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.postern.api.system.Identity;

/// Another user of the machine than the one as whom the server runs, which is root. A thread becomes that
/// user for the time of a few calls. While it is, it must not wake a virtual thread nor start any: a thread
/// that it starts would be that user's for ever.
///
/// @param uid the number of the user
/// @param gid the number of the group
/// @param groups the other groups
/// @param credentials how a thread changes its user
/// @param ownGid the group of the server
/// @param ownGroups the other groups of the server
/// @param threads where calls are made
record OtherUser(
        int uid,
        int gid,
        List<Integer> groups,
        ThreadCredentials credentials,
        int ownGid,
        List<Integer> ownGroups,
        Executor threads)
        implements Identity {
    private static final List<String> SETPRIV = List.of("/usr/bin/setpriv", "/bin/setpriv", "/usr/local/bin/setpriv");

    @Override
    public <T> T call(Calls<T> calls) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> run(calls, result));
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a file of another user was touched", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException trouble -> throw trouble;
                case RuntimeException fault -> throw fault;
                case Error fault -> throw fault;
                case null, default -> throw new IOException(e);
            }
        }
    }

    /// The result is given out when the thread is the server's again.
    private <T> void run(Calls<T> calls, CompletableFuture<T> result) {
        Runnable giveOut;
        try {
            credentials.become(uid, gid, groups);
            T made = calls.make();
            giveOut = () -> result.complete(made);
        } catch (IOException | RuntimeException | Error e) {
            giveOut = () -> result.completeExceptionally(e);
        } finally {
            comeBack();
        }
        giveOut.run();
    }

    private void comeBack() {
        try {
            credentials.back(ownGid, ownGroups);
        } catch (IOException | RuntimeException _) {
            // The system always lets root's threads come back. If it does not, this one must never work
            // again.
            while (true) {
                LockSupport.park();
            }
        }
    }

    /// By `setpriv` of util-linux.
    @Override
    public List<String> command(List<String> command) throws IOException {
        String setpriv = SETPRIV.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "unable to run a program as uid=" + uid + ": setpriv (of util-linux) is not installed"));
        List<String> words = new ArrayList<>(
                List.of(setpriv, "--reuid", Integer.toUnsignedString(uid), "--regid", Integer.toUnsignedString(gid)));
        if (groups.isEmpty()) {
            words.add("--clear-groups");
        } else {
            words.add("--groups");
            words.add(groups.stream().map(Integer::toUnsignedString).collect(Collectors.joining(",")));
        }
        words.add("--");
        words.addAll(command);
        return List.copyOf(words);
    }
}
