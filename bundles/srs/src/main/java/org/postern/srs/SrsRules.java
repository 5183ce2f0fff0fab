package org.postern.srs;

/// What rewritten addresses have in them, and which are taken.
///
/// @param hashed whether `SRS0` addresses have a hash; `SRS1` addresses always have one
/// @param stamped whether they have a time
/// @param maxAge how many days a rewritten address is good for, if it has a time
/// @param separator the character after `SRS0` and `SRS1`: `=`, `+` or `-`
/// @param takesExims whether addresses that Exim has rewritten are taken, too
record SrsRules(boolean hashed, boolean stamped, int maxAge, char separator, boolean takesExims) {}
