package org.postern.launcher;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.osgi.framework.BundleException;

/// A command that needs no running server, such as `check`: the bundles start in a scratch home with a copy
/// of the framework cache, so that all plugins of the server are there and nothing of the server can be
/// touched. One of them does the work. Only `feature` changes something: the list of the installed features,
/// from which the next start installs them.
final class OfflineCommand {
    private static final String FEATURE = "feature";

    private final CommandLine line;

    OfflineCommand(CommandLine line) {
        this.line = line;
    }

    /// Does the command; the exit status.
    int run() throws UsageException, IOException, BundleException, InterruptedException {
        if (!line.command().equals(FEATURE)) {
            return inScratch();
        }
        line.home().create();
        try (HomeLock _ = HomeLock.take(line.home())) {
            return inScratch();
        }
    }

    private int inScratch() throws UsageException, IOException, BundleException, InterruptedException {
        Home scratch = new Home(Files.createTempDirectory("postern-"));
        try {
            scratch.create();
            copy(line.home().cache(), scratch.cache());
            copy(line.home().features(), scratch.features());
            int status = run(new Boot(line, scratch));
            if (line.command().equals(FEATURE) && status == 0 && Files.exists(scratch.features())) {
                replace(line.home().features(), scratch.features());
            }
            return status;
        } finally {
            delete(scratch.directory());
        }
    }

    private int run(Boot boot) throws UsageException, IOException, BundleException, InterruptedException {
        try {
            boot.start();
            return boot.exit().isAsked()
                    ? boot.exit().status()
                    : call(new Commands(boot.framework().getBundleContext()));
        } finally {
            boot.framework().stop();
            boot.framework().waitForStop(0);
        }
    }

    private int call(Commands commands) throws UsageException, IOException {
        return line.command().equals("batch") ? new Batch(line, commands).run() : commands.call(line.inBytes());
    }

    private static void replace(Path file, Path by) throws IOException {
        Path beside = Files.createTempFile(file.getParent(), "features", ".new");
        Files.copy(by, beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Copies what there is. A running server may take files away meanwhile.
    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (NoSuchFileException _) {
                    // gone since the directory was read
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path left, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                Files.deleteIfExists(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
