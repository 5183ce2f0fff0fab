package org.postern.filters;

/// A condition of an Exim filter. Safe for any number of threads.
@FunctionalInterface
interface EximCondition {
    /// Whether it holds.
    boolean holds(EximRun run) throws FilterFault;
}
