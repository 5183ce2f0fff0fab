package org.postern.api;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/// The `{...}` arguments of an expansion item or condition. Each expands when it is asked for. Confined to
/// one thread.
@ProviderType
public interface Arguments {
    /// How many there are.
    int size();

    /// The value of argument `index`, from 0.
    Text expand(int index) throws ExpansionException;

    /// Argument `index` as the configuration has it, not expanded.
    String raw(int index);

    /// Whether argument `index`, read as a condition, holds (as in `forany{LIST}{CONDITION}`).
    boolean test(int index) throws ExpansionException;

    /// Ends the item with the value, if there is one, by its `{yes}{no}` strings, which are those after the
    /// last argument that was asked for: `yes` is expanded with `$value` set, `no` without. If the item has
    /// none, the value itself or the empty string; if it has `fail`, a forced failure.
    Text choose(Optional<Text> value) throws ExpansionException;

    /// The same for an item that has a value although it failed, such as the output of a program: `no` is
    /// expanded with `$value` set.
    Text chooseFailure(Text value) throws ExpansionException;

    /// The words of argument `index`, a command: taken apart as the configuration has them (at white space,
    /// but not within `'...'` or `"..."`), and then expanded, each for itself. `'...'` is not expanded.
    List<Text> expandWords(int index) throws ExpansionException;

    /// Expands argument `index` with `$item` (and, where given, `$value`) set for that expansion only.
    Text expandWith(int index, Text item, Optional<Text> value) throws ExpansionException;

    /// Tests argument `index` with `$item` set for that test only.
    boolean testWith(int index, Text item) throws ExpansionException;
}
