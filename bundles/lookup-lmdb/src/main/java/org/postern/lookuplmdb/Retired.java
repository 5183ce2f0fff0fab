package org.postern.lookuplmdb;

/// An environment was closed for good, because too many were open: another takes its place.
final class Retired extends Exception {
    private static final long serialVersionUID = 1;

    Retired() {
        super("closed");
    }
}
