package org.postern.expandstandard;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;

/// The machine's crypt(3): all the schemes that its library knows, such as DES, `$1$`, `$5$`, `$6$`, `$y$`.
/// Safe for any number of threads.
@SuppressWarnings("restricted") // crypt(3) is a function of the machine, and has no other way in
final class LibCrypt {
    private static final List<String> LIBRARIES = List.of("libcrypt.so.1", "libcrypt.so.2", "libcrypt.so", "libc.so.6");
    /// Enough for `struct crypt_data` of every library.
    private static final long DATA_BYTES = 256 << 10;
    private static final long RESULT_BYTES = 512;

    private LibCrypt() {}

    /// `password` in the scheme and with the salt of `setting`; empty if that is none.
    static Optional<String> crypt(String password, String setting) throws ExpansionException {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle crypt = Linker.nativeLinker()
                    .downcallHandle(
                            symbol(arena),
                            FunctionDescriptor.of(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));
            MemorySegment found = (MemorySegment) crypt.invokeExact(
                    arena.allocateFrom(password, StandardCharsets.ISO_8859_1),
                    arena.allocateFrom(setting, StandardCharsets.ISO_8859_1),
                    arena.allocate(DATA_BYTES, 16));
            if (found.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            return Optional.of(found.reinterpret(RESULT_BYTES).getString(0, StandardCharsets.ISO_8859_1))
                    .filter(result -> !result.startsWith("*"));
        } catch (ExpansionException e) {
            throw e;
        } catch (Throwable e) {
            throw ExpansionException.defer("crypt(3) failed: " + e);
        }
    }

    private static MemorySegment symbol(Arena arena) throws ExpansionException {
        for (String library : LIBRARIES) {
            try {
                Optional<MemorySegment> found =
                        SymbolLookup.libraryLookup(library, arena).find("crypt_r");
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (IllegalArgumentException _) {
                // the machine has not this one
            }
        }
        throw ExpansionException.defer("crypteq: this machine has no libcrypt");
    }
}
