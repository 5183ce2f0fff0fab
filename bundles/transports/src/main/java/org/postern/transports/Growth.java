package org.postern.transports;

/// How a mailbox has grown by a delivery.
///
/// @param before its size before
/// @param after its size after
record Growth(long before, long after) {}
