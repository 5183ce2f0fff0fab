package org.postern.expandstandard;

/// The subject of a match that counts how often it is looked at, so that no pattern goes on for ever. Confined to one
/// thread.
final class CountedSteps implements CharSequence {
    private static final int LIMIT = 20_000_000;

    private final CharSequence text;
    private final int[] steps;

    CountedSteps(String text) {
        this(text, new int[1]);
    }

    private CountedSteps(CharSequence text, int[] steps) {
        this.text = text;
        this.steps = steps;
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public char charAt(int index) {
        if (++steps[0] > LIMIT) {
            throw new TooManyException();
        }
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new CountedSteps(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /// The limit is reached.
    static final class TooManyException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyException() {
            super("too many steps", null, false, false);
        }
    }
}
