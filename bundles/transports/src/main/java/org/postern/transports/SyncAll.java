package org.postern.transports;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `syncfs` of one file system: one call that makes everything durable that was written to it before.
///
/// Used on Linux from 5.8 on, where it reports errors of writing back, and on the file systems that are
/// known to give with it what `fsync` gives for each file. The descriptor is open from before the first
/// write that it is to vouch for, since errors are reported only from then on. Safe for any number of
/// threads.
final class SyncAll implements AutoCloseable {
    private static final Set<String> KNOWN = Set.of("ext4", "xfs", "btrfs");
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;

    private final int descriptor;

    private SyncAll(int descriptor) {
        this.descriptor = descriptor;
    }

    /// For the file system of `directory`; empty where it cannot be relied upon.
    static Optional<SyncAll> of(Path directory) {
        try {
            if (!isReliable(System.getProperty("os.name", ""), System.getProperty("os.version", ""))
                    || !KNOWN.contains(Files.getFileStore(directory).type())) {
                return Optional.empty();
            }
            return Optional.of(new SyncAll(Native.open(directory)));
        } catch (IOException | LinkageError | IllegalCallerException _) {
            // Without it, each file is forced.
            return Optional.empty();
        }
    }

    /// Whether `syncfs` of this operating system reports errors.
    static boolean isReliable(String system, String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!system.equals("Linux") || !numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > 5 || (major == 5 && Integer.parseInt(numbers.group(2)) >= 8);
    }

    /// Returns when everything written before the call is durable.
    void sync() throws IOException {
        Native.sync(descriptor);
    }

    @Override
    public void close() {
        Native.close(descriptor);
    }

    /// The calls into the C library. A class of its own, so that it is linked only where it is used.
    @SuppressWarnings("restricted") // There is no other way to these calls; the server is started with native access.
    private static final class Native {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
        private static final Linker.Option STATE = Linker.Option.captureCallState("errno");
        private static final MemoryLayout STATE_LAYOUT = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final MethodHandle OPEN = LINKER.downcallHandle(
                LIBRARY.findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        private static final MethodHandle SYNCFS = LINKER.downcallHandle(
                LIBRARY.findOrThrow("syncfs"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                STATE);
        private static final MethodHandle CLOSE = LINKER.downcallHandle(
                LIBRARY.findOrThrow("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

        static int open(Path directory) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                int descriptor =
                        (int) OPEN.invokeExact(arena.allocateFrom(directory.toString()), READ_ONLY_CLOSE_ON_EXEC);
                if (descriptor < 0) {
                    throw new IOException("cannot open " + directory);
                }
                return descriptor;
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        static void sync(int descriptor) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(STATE_LAYOUT);
                if ((int) SYNCFS.invokeExact(state, descriptor) != 0) {
                    throw new IOException("syncfs: error " + (int) ERRNO.get(state, 0L));
                }
            } catch (IOException | RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        static void close(int descriptor) {
            try {
                int _ = (int) CLOSE.invokeExact(descriptor);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
