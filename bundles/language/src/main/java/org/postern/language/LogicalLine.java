package org.postern.language;

/// A line of the configuration, put together from continuation lines, with its macros replaced.
///
/// @param place where it begins
/// @param text the line, without white space around it; never empty
record LogicalLine(Place place, String text) {}
