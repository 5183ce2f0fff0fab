package org.postern.kernel;

import java.util.ArrayDeque;
import java.util.Deque;

/// The last commands of a session, for log lines about clients that misbehave.
final class CommandHistory {
    private static final int KEPT = 20;

    private final Deque<String> last = new ArrayDeque<>();
    private boolean more;

    void add(String verb) {
        if (last.size() == KEPT) {
            last.removeFirst();
            more = true;
        }
        last.addLast(verb);
    }

    /// ` C=EHLO,MAIL,...`, with dots where older ones are left out; the empty string if there was none.
    String logText() {
        return last.isEmpty() ? "" : " C=" + (more ? "..." : "") + String.join(",", last);
    }
}
