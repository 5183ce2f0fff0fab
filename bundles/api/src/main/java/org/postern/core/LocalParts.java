package org.postern.core;

import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;

/// A list of local parts in both ways in which a router may match it.
///
/// @param caseless the case of letters does not count
/// @param caseful it does, as `caseful_local_part` says
public record LocalParts(MatchList<String> caseless, MatchList<String> caseful) {
    /// Compiles the list.
    static LocalParts parse(String list, Compiler compiler) throws ConfigException {
        return new LocalParts(compiler.localPartList(list), compiler.casefulLocalPartList(list));
    }
}
