package org.postern.filters;

/// A test of Sieve. Safe for any number of threads.
@FunctionalInterface
interface SieveTest {
    /// Whether it holds.
    boolean holds(SieveRun run) throws FilterFault;
}
