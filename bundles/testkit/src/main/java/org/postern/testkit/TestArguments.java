package org.postern.testkit;

import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.Text;

/// Arguments that are expanded already.
///
/// @param values what they are
public record TestArguments(List<String> values) implements Arguments {
    /// These.
    public static TestArguments of(String... values) {
        return new TestArguments(List.of(values));
    }

    @Override
    public int size() {
        return values.size();
    }

    @Override
    public Text expand(int index) {
        return Text.trusted(values.get(index));
    }

    @Override
    public String raw(int index) {
        return values.get(index);
    }

    @Override
    public boolean test(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Text choose(Optional<Text> value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Text chooseFailure(Text value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Text> expandWords(int index) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Text expandWith(int index, Text item, Optional<Text> value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean testWith(int index, Text item) {
        throw new UnsupportedOperationException();
    }
}
