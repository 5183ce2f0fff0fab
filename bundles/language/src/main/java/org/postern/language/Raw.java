package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A configuration as it is written: sections, blocks and options, of which nothing is understood yet.
final class Raw {
    final List<Setting> main = new ArrayList<>();
    final List<NamedList> lists = new ArrayList<>();
    final List<Acl> acls = new ArrayList<>();
    final List<Block> routers = new ArrayList<>();
    final List<Block> transports = new ArrayList<>();
    final List<Block> authenticators = new ArrayList<>();
    final List<LogicalLine> retry = new ArrayList<>();
    final List<LogicalLine> rewrite = new ArrayList<>();

    /// An option.
    ///
    /// @param place where it stands
    /// @param name the word
    /// @param value what follows `=`, without quotes; empty if there is no `=`
    record Setting(Place place, String name, Optional<String> value) {}

    /// A named list.
    ///
    /// @param place where it stands
    /// @param kind what it is a list of
    /// @param name without `+`
    /// @param text the list
    /// @param cached whether `_cache` is asked for
    record NamedList(Place place, ListKind kind, String name, String text, boolean cached) {}

    /// A router, transport or authenticator.
    ///
    /// @param place where its name stands
    /// @param name its name
    /// @param settings its options, in order
    record Block(Place place, String name, List<Setting> settings) {}

    /// A named ACL.
    ///
    /// @param place where its name stands
    /// @param name its name
    /// @param statements its statements, in order
    record Acl(Place place, String name, List<Statement> statements) {}

    /// A statement of an ACL.
    ///
    /// @param place where its verb stands
    /// @param verb the verb
    /// @param items its conditions and modifiers, in order
    record Statement(Place place, Verb verb, List<Item> items) {}

    /// A condition or modifier.
    ///
    /// @param place where it stands
    /// @param negated whether `!` stands before it
    /// @param name the word
    /// @param value what follows `=`, in which quotes mean nothing; for `set`, the variable and its value
    record Item(Place place, boolean negated, String name, String value) {}
}
