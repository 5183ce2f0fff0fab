package org.postern.language;

/// Where something stands in the configuration.
///
/// @param file the file, as it was named
/// @param line the line, from 1
/// @param order counts up in the order of reading, included files where they are included
record Place(String file, int line, int order) {
    /// The place of what no file says: macros and arguments of the command line, defaults.
    static final Place NOWHERE = new Place("", 0, 0);

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
