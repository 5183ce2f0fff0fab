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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.system.Accounts;

/// Accounts as the C library knows them, and so with all the sources that `nsswitch.conf` names. The layout
/// of the structures is that of Linux on 64-bit machines (`<pwd.h>`, `<grp.h>`).
@SuppressWarnings("restricted") // native code is what it is for
final class LibcAccounts implements Accounts {
    private static final int ERANGE = 34;
    private static final int FIRST_BUFFER = 4096;
    private static final int LARGEST_BUFFER = 1 << 22;
    private static final long STRUCTURE = 64;
    private static final long PW_NAME = 0;
    private static final long PW_UID = 16;
    private static final long PW_GID = 20;
    private static final long PW_GECOS = 24;
    private static final long PW_DIR = 32;
    private static final long PW_SHELL = 40;
    private static final long GR_NAME = 0;
    private static final long GR_GID = 16;
    private static final long GR_MEM = 24;

    private final MethodHandle byName;
    private final MethodHandle byNumber;
    private final MethodHandle groupByName;

    private LibcAccounts(MethodHandle byName, MethodHandle byNumber, MethodHandle groupByName) {
        this.byName = byName;
        this.byNumber = byNumber;
        this.groupByName = groupByName;
    }

    /// The C library's, where it can be called and its layout is known.
    static Optional<Accounts> find() {
        boolean known = System.getProperty("os.name", "").equals("Linux") && ADDRESS.byteSize() == Long.BYTES;
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor name = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
        FunctionDescriptor number = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
        return known
                ? handle(linker, "getpwnam_r", name)
                        .flatMap(byName -> handle(linker, "getpwuid_r", number)
                                .flatMap(byNumber -> handle(linker, "getgrnam_r", name)
                                        .map(group -> new LibcAccounts(byName, byNumber, group))))
                : Optional.empty();
    }

    private static Optional<MethodHandle> handle(Linker linker, String function, FunctionDescriptor descriptor) {
        return linker.defaultLookup().find(function).map(address -> linker.downcallHandle(address, descriptor));
    }

    @Override
    public Optional<User> user(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name, StandardCharsets.ISO_8859_1);
            return call(arena, (structure, buffer, size, result) ->
                            (int) byName.invokeExact(key, structure, buffer, size, result))
                    .map(LibcAccounts::user);
        }
    }

    @Override
    public Optional<User> user(int uid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, (structure, buffer, size, result) ->
                            (int) byNumber.invokeExact(uid, structure, buffer, size, result))
                    .map(LibcAccounts::user);
        }
    }

    @Override
    public Optional<Group> group(String name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name, StandardCharsets.ISO_8859_1);
            return call(arena, (structure, buffer, size, result) ->
                            (int) groupByName.invokeExact(key, structure, buffer, size, result))
                    .map(LibcAccounts::group);
        }
    }

    /// One of the functions; its result says what went wrong, in the words of `<errno.h>`.
    @FunctionalInterface
    private interface Function {
        int call(MemorySegment structure, MemorySegment buffer, long size, MemorySegment result) throws Throwable;
    }

    private static Optional<MemorySegment> call(Arena arena, Function function) throws IOException {
        MemorySegment structure = arena.allocate(STRUCTURE, Long.BYTES);
        MemorySegment result = arena.allocate(ADDRESS);
        for (int size = FIRST_BUFFER; size <= LARGEST_BUFFER; size *= 4) {
            int error = invoke(function, structure, arena.allocate(size), size, result);
            if (error == 0) {
                boolean found = result.get(ADDRESS, 0).address() != 0;
                return found ? Optional.of(structure) : Optional.empty();
            }
            if (error != ERANGE) {
                throw new IOException("the accounts cannot be asked: error " + error);
            }
        }
        throw new IOException("an account is larger than " + LARGEST_BUFFER + " bytes");
    }

    private static int invoke(
            Function function, MemorySegment structure, MemorySegment buffer, long size, MemorySegment result) {
        try {
            return function.call(structure, buffer, size, result);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a function of the C library throws nothing
        }
    }

    private static User user(MemorySegment found) {
        return new User(
                text(found, PW_NAME),
                found.get(JAVA_INT, PW_UID),
                found.get(JAVA_INT, PW_GID),
                text(found, PW_GECOS),
                text(found, PW_DIR),
                text(found, PW_SHELL));
    }

    private static Group group(MemorySegment found) {
        List<String> members = new ArrayList<>();
        MemorySegment list = found.get(ADDRESS, GR_MEM).reinterpret(Long.MAX_VALUE);
        for (long i = 0; list.getAtIndex(ADDRESS, i).address() != 0; i++) {
            members.add(
                    list.getAtIndex(ADDRESS, i).reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.ISO_8859_1));
        }
        return new Group(text(found, GR_NAME), found.get(JAVA_INT, GR_GID), members);
    }

    private static String text(MemorySegment structure, long offset) {
        MemorySegment pointer = structure.get(ADDRESS, offset);
        return pointer.address() == 0
                ? ""
                : pointer.reinterpret(Long.MAX_VALUE).getString(0, StandardCharsets.ISO_8859_1);
    }
}
