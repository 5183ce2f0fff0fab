package org.postern.lookupfile;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;

/// Keys that are patterns as lists of one, compiled when each is first compared, and kept for the
/// configuration that asked last. Safe for any number of threads.
final class CompiledPatterns {
    private record Kept(Compiler compiler, Map<String, MatchList<String>> lists) {}

    private volatile Optional<Kept> kept = Optional.empty();

    MatchList<String> localPartList(String list, Compiler compiler) throws ConfigException {
        Map<String, MatchList<String>> lists = lists(compiler);
        MatchList<String> known = lists.get(list);
        if (known == null) {
            known = compiler.localPartList(list);
            lists.put(list, known);
        }
        return known;
    }

    private Map<String, MatchList<String>> lists(Compiler compiler) {
        Optional<Kept> now = kept;
        if (now.isPresent() && now.get().compiler().equals(compiler)) {
            return now.get().lists();
        }
        Kept fresh = new Kept(compiler, new ConcurrentHashMap<>());
        kept = Optional.of(fresh);
        return fresh.lists();
    }
}
