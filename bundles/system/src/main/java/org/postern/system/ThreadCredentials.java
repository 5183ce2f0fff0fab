package org.postern.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The user, group and other groups of the calling thread. Linux keeps them for each thread; the C library's
/// functions change them for all threads of a process, so that the system calls are made without those. The
/// real and the saved user stay root, which is the way back.
@SuppressWarnings("restricted") // native code is what it is for
final class ThreadCredentials {
    private static final int KEEP = -1;
    private static final int MAX_GROUPS = 65_536;
    private static final Map<String, Numbers> NUMBERS =
            Map.of("amd64", new Numbers(116, 119, 117), "aarch64", new Numbers(159, 149, 147));

    private final Numbers numbers;
    private final MethodHandle systemCall;
    private final MethodHandle groupsOf;

    /// The numbers of the system calls.
    private record Numbers(long setgroups, long setresgid, long setresuid) {}

    private ThreadCredentials(Numbers numbers, MethodHandle systemCall, MethodHandle groupsOf) {
        this.numbers = numbers;
        this.systemCall = systemCall;
        this.groupsOf = groupsOf;
    }

    /// Those of this machine, where they can be changed.
    static Optional<ThreadCredentials> find() {
        Optional<Numbers> known = System.getProperty("os.name", "").equals("Linux")
                ? Optional.ofNullable(NUMBERS.get(System.getProperty("os.arch", "")))
                : Optional.empty();
        Linker linker = Linker.nativeLinker();
        return known.flatMap(numbers -> handle(
                        linker,
                        "syscall",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        Linker.Option.firstVariadicArg(1))
                .flatMap(call -> handle(
                                linker,
                                "getgrouplist",
                                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS))
                        .map(groups -> new ThreadCredentials(numbers, call, groups))));
    }

    /// The effective user or group of the process: `geteuid` or `getegid`.
    static int own(String function) {
        return handle(Linker.nativeLinker(), function, FunctionDescriptor.of(JAVA_INT))
                .map(handle -> {
                    try {
                        return (int) handle.invokeExact();
                    } catch (RuntimeException | Error e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                })
                .orElse(KEEP);
    }

    private static Optional<MethodHandle> handle(
            Linker linker, String function, FunctionDescriptor descriptor, Linker.Option... options) {
        return linker.defaultLookup()
                .find(function)
                .map(address -> linker.downcallHandle(address, descriptor, options));
    }

    /// The groups of a login name, `gid` among them.
    List<Integer> groups(String login, int gid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            count.set(JAVA_INT, 0, MAX_GROUPS);
            MemorySegment groups = arena.allocate(JAVA_INT, MAX_GROUPS);
            int found = (int)
                    groupsOf.invokeExact(arena.allocateFrom(login, StandardCharsets.ISO_8859_1), gid, groups, count);
            if (found < 0) {
                throw new IOException("the groups of " + login + " cannot be found");
            }
            return java.util.stream.IntStream.range(0, found)
                    .mapToObj(i -> groups.getAtIndex(JAVA_INT, i))
                    .toList();
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Makes the calling thread another user's. On failure it may be so by half.
    void become(int uid, int gid, List<Integer> groups) throws IOException {
        groups(groups);
        call(numbers.setresgid(), KEEP, gid, KEEP);
        call(numbers.setresuid(), KEEP, uid, KEEP);
    }

    /// Makes the calling thread root's again.
    void back(int gid, List<Integer> groups) throws IOException {
        call(numbers.setresuid(), KEEP, 0, KEEP);
        call(numbers.setresgid(), KEEP, gid, KEEP);
        groups(groups);
    }

    private void groups(List<Integer> groups) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(JAVA_INT, Math.max(1, groups.size()));
            for (int i = 0; i < groups.size(); i++) {
                list.setAtIndex(JAVA_INT, i, groups.get(i));
            }
            call(numbers.setgroups(), groups.size(), list.address(), 0);
        }
    }

    private void call(long number, long first, long second, long third) throws IOException {
        long result;
        try {
            result = (long) systemCall.invokeExact(number, first, second, third);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (result != 0) {
            throw new IOException("the user of a thread cannot be changed");
        }
    }
}
