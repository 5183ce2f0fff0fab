package org.postern.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// A pattern of libpcre2 (pcre2api(3)), with its just-in-time compiler and a match limit. For one thread.
@SuppressWarnings("restricted") // it is about native code
final class Pcre2 implements AutoCloseable {
    private static final String LIBRARY = "libpcre2-8.so.0";
    private static final int JIT_COMPLETE = 1;
    private static final int MATCH_LIMIT = 1_000_000;

    private final Arena arena = Arena.ofConfined();
    private final MethodHandle match;
    private final MemorySegment code;
    private final MemorySegment data;
    private final MemorySegment limits;
    private final MemorySegment buffer = arena.allocate(1 << 20);

    Pcre2(String pattern) {
        SymbolLookup library = SymbolLookup.libraryLookup(LIBRARY, arena);
        match = function(
                library,
                "pcre2_match_8",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
        MethodHandle compile = function(
                library,
                "pcre2_compile_8",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        MethodHandle jit = function(library, "pcre2_jit_compile_8", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        MethodHandle matchData = function(
                library, "pcre2_match_data_create_from_pattern_8", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        MethodHandle context =
                function(library, "pcre2_match_context_create_8", FunctionDescriptor.of(ADDRESS, ADDRESS));
        MethodHandle limit =
                function(library, "pcre2_set_match_limit_8", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        byte[] bytes = pattern.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment text = arena.allocate(bytes.length + 1L).copyFrom(MemorySegment.ofArray(bytes));
        MemorySegment fault = arena.allocate(16);
        try {
            code = (MemorySegment)
                    compile.invokeExact(text, (long) bytes.length, 0, fault, fault.asSlice(8), MemorySegment.NULL);
            if (code.address() == 0 || (int) jit.invokeExact(code, JIT_COMPLETE) != 0) {
                throw new IllegalArgumentException(pattern);
            }
            data = (MemorySegment) matchData.invokeExact(code, MemorySegment.NULL);
            limits = (MemorySegment) context.invokeExact(MemorySegment.NULL);
            if ((int) limit.invokeExact(limits, MATCH_LIMIT) != 0) {
                throw new IllegalArgumentException("pcre2_set_match_limit");
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    /// Whether it is found; the subject, a byte in each `char`, is copied out of the heap.
    boolean find(String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
        try {
            int found = (int) match.invokeExact(code, buffer, (long) bytes.length, 0L, 0, data, limits);
            return found > 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        arena.close(); // the process ends after a benchmark: what the library allocated goes with it
    }
}
