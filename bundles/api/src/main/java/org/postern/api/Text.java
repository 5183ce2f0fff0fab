package org.postern.api;

/// A string, and whether it came from outside. What is made of tainted text is tainted, and tainted text is
/// never expanded, used as a file name or put into a query unquoted.
///
/// Each `char` is one byte (0 to 255) as it came from the wire or the file: UTF-8 is not decoded. This
/// keeps every byte of a message, counts length as Exim does, and costs one byte of heap for each.
///
/// @param value the bytes, one in each `char`
/// @param tainted whether a stranger chose any of it
public record Text(String value, boolean tainted) {
    /// The empty string, trusted.
    public static final Text EMPTY = trusted("");

    /// Text of our own: the configuration, an answer of ours.
    public static Text trusted(String value) {
        return new Text(value, false);
    }

    /// Text that a stranger chose.
    public static Text tainted(String value) {
        return new Text(value, true);
    }

    /// Both texts, one after the other.
    public Text append(Text other) {
        return new Text(value + other.value, tainted || other.tainted);
    }

    /// Other characters, made of this text.
    public Text with(String derived) {
        return new Text(derived, tainted);
    }

    /// Whether there is no character.
    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value;
    }
}
