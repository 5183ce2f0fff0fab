package org.postern.core;

import java.util.List;
import java.util.stream.Collectors;

/// A configuration cannot be used: all that is wrong with it.
public final class BadConfiguration extends Exception {
    private static final long serialVersionUID = 1;
    private final transient List<Problem> problems;

    /// At least one problem, in the order of the files.
    public BadConfiguration(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /// All problems, warnings included.
    public List<Problem> problems() {
        return problems;
    }
}
