package org.postern.filters;

/// What is wrong with a Sieve filter, in Exim's words.
final class SieveFault {
    private SieveFault() {}

    static FilterFault at(String what, int line) {
        return new FilterFault("Sieve error: " + what + " in line " + line);
    }
}
