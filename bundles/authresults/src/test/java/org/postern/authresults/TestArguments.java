package org.postern.authresults;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.postern.api.Arguments;
import org.postern.api.Text;

/// Arguments that are expanded already.
@NullMarked
record TestArguments(List<String> values) implements Arguments {
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
