package org.postern.spool;

/// How much the spool may take.
///
/// @param memory bytes of bodies that are kept in memory for their delivery
/// @param messageInMemory bytes of one message that are collected in memory
/// @param space bytes that must be free for a message to be accepted; 0 for no check
record SpoolLimits(long memory, int messageInMemory, long space) {
    /// Those that hold without a configuration.
    static final SpoolLimits DEFAULT = new SpoolLimits(64 << 20, 1 << 20, 10 << 20);
}
