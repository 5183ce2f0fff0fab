package org.postern.lookupfile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `wildlsearch` and `nwildlsearch`: each line's key is a pattern as in a domain list, and the first that
/// matches
/// counts.
///
/// @param name which of them
/// @param files what was read
/// @param expands whether the keys in the file are expanded before they are used
record Wildlsearch(String name, FileCache<LineFile> files, boolean expands) implements LookupType {
    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        LineFile file = files.get(source, Lsearch.SEARCH);
        List<Pattern> patterns = file.compiled(new Purpose(compiler, expands), lines -> patterns(lines, compiler));
        FileLookup lookup = key -> find(key, patterns, context);
        return lookup;
    }

    /// One configuration's reading of the keys.
    private record Purpose(Compiler compiler, boolean expands) {}

    /// A key that was compiled, or why it cannot be.
    private record Pattern(Optional<MatchList<String>> key, String fault, String data) {}

    private List<Pattern> patterns(LineFile file, Compiler compiler) {
        List<Pattern> patterns = new ArrayList<>();
        for (LineFile.Line line : file.lines()) {
            String item = line.key().replace(":", "::");
            try {
                patterns.add(new Pattern(
                        Optional.of(compiler.domainList(expands ? item : literally(item))), "", line.data()));
            } catch (ConfigException e) {
                patterns.add(new Pattern(Optional.empty(), String.valueOf(e.getMessage()), line.data()));
            }
        }
        return List.copyOf(patterns);
    }

    private static String literally(String key) {
        return key.replace("\\", "\\\\").replace("$", "\\$");
    }

    private static Optional<String> find(String key, List<Pattern> patterns, Context context) throws IOException {
        for (Pattern pattern : patterns) {
            MatchList<String> list = pattern.key().orElseThrow(() -> new IOException(pattern.fault()));
            switch (match(list, key, context)) {
                case MatchList.Match.Matched _ -> {
                    return Optional.of(pattern.data());
                }
                case MatchList.Match.NotMatched _ -> {}
                case MatchList.Match.Deferred deferred -> throw new IOException(deferred.reason());
            }
        }
        return Optional.empty();
    }

    private static MatchList.Match match(MatchList<String> list, String key, Context context) throws IOException {
        try {
            return list.match(key, context);
        } catch (ExpansionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
