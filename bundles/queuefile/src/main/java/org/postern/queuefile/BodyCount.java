package org.postern.queuefile;

/// What the `-H` file tells of the body.
///
/// @param lines how many lines it has
/// @param longest how long the longest is, in bytes, without its end
/// @param zeros how many NULs it has
record BodyCount(long lines, long longest, long zeros) {}
