package org.postern.core;

/// One thing that is wrong with a configuration.
///
/// @param file the file, as it was named
/// @param line the line, from 1
/// @param warning whether the configuration can be used all the same
/// @param text block, option and what is wrong with it
public record Problem(String file, int line, boolean warning, String text) {
    /// `FILE:LINE: TEXT`.
    @Override
    public String toString() {
        return file + ":" + line + ": " + (warning ? "warning: " : "") + text;
    }
}
