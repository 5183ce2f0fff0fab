package org.postern.spf;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.dns.DnsType;

/// What a check did, a line for each step, indented by the depth of `include` and `redirect`. Bounded;
/// confined to one thread.
final class Trace {
    private static final int MAX_LINES = 200;
    private static final int MAX_LENGTH = 500;

    private final List<String> lines = new ArrayList<>();
    private int depth;

    void deeper() {
        depth++;
    }

    void back() {
        depth--;
    }

    void query(String name, DnsType type, String answer) {
        add("? " + name + " " + type + ": " + answer);
    }

    void add(String line) {
        if (lines.size() == MAX_LINES) {
            lines.add("...");
        }
        if (lines.size() < MAX_LINES) {
            String all = "  ".repeat(depth) + line;
            lines.add(all.length() > MAX_LENGTH ? all.substring(0, MAX_LENGTH) + "..." : all);
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
