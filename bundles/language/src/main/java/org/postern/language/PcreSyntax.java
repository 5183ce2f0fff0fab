package org.postern.language;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns a regular expression of PCRE into one of java.util.regex, where the two differ: brackets and POSIX
/// classes in character classes, braces that are no quantifier, names of groups, conditions on groups that
/// only mark a place.
final class PcreSyntax {
    private static final Map<String, String> POSIX = Map.ofEntries(
            Map.entry("alpha", "\\p{Alpha}"),
            Map.entry("digit", "\\p{Digit}"),
            Map.entry("alnum", "\\p{Alnum}"),
            Map.entry("upper", "\\p{Upper}"),
            Map.entry("lower", "\\p{Lower}"),
            Map.entry("space", "\\s\\x0b"),
            Map.entry("blank", " \\t"),
            Map.entry("punct", "\\p{Punct}"),
            Map.entry("print", "\\p{Print}"),
            Map.entry("graph", "\\p{Graph}"),
            Map.entry("cntrl", "\\p{Cntrl}"),
            Map.entry("xdigit", "\\p{XDigit}"),
            Map.entry("word", "\\w"),
            Map.entry("ascii", "\\p{ASCII}"));

    private static final Pattern CONDITION = Pattern.compile("\\(\\?\\((\\d)\\)");

    private final String pcre;
    private final StringBuilder java = new StringBuilder();
    /// What stands before the second branch of each open group: the negated condition of a conditional one.
    private final Deque<String> branches = new ArrayDeque<>();
    private int position;

    private PcreSyntax(String pcre) {
        this.pcre = pcre;
    }

    static String toJava(String pcre) {
        return new PcreSyntax(pcre).translate();
    }

    private String translate() {
        while (position < pcre.length()) {
            char c = pcre.charAt(position);
            switch (c) {
                case '\\' -> escape();
                case '[' -> characterClass();
                case '{' -> brace();
                case '(' -> group();
                case ')' -> {
                    branches.poll();
                    copy(1);
                }
                case '|' -> branch();
                default -> copy(1);
            }
        }
        return java.toString();
    }

    private void copy(int length) {
        int end = Math.min(position + length, pcre.length());
        java.append(pcre, position, end);
        position = end;
    }

    private void escape() {
        if (pcre.startsWith("\\Q", position)) {
            int end = pcre.indexOf("\\E", position);
            copy(end < 0 ? pcre.length() : end + 2 - position);
        } else {
            copy(2);
        }
    }

    private void group() {
        Matcher condition = CONDITION.matcher(pcre).region(position, pcre.length());
        if (condition.lookingAt() && isMark(Integer.parseInt(condition.group(1)))) {
            java.append("(?:\\").append(condition.group(1));
            branches.push("(?!\\" + condition.group(1) + ")");
            position = condition.end();
            return;
        }
        branches.push("");
        plainGroup();
    }

    private void branch() {
        copy(1);
        if (!branches.isEmpty()) {
            java.append(branches.pop());
            branches.push("");
        }
    }

    /// Whether a capturing group is empty: a reference to it matches where it has been passed, and only
    /// there.
    private boolean isMark(int number) {
        int count = 0;
        for (int i = 0; i < pcre.length(); i++) {
            char c = pcre.charAt(i);
            if (c == '\\') {
                i++;
            } else if (pcre.startsWith("(?(", i)) {
                i += 2;
            } else if (c == '(' && !pcre.startsWith("(?", i) && ++count == number) {
                return pcre.startsWith("()", i);
            }
        }
        return false;
    }

    private void plainGroup() {
        if (pcre.startsWith("(?P<", position)) {
            java.append("(?<");
            position += 4;
        } else if (pcre.startsWith("(?P=", position)) {
            int end = pcre.indexOf(')', position);
            end = end < 0 ? pcre.length() : end;
            java.append("\\k<").append(pcre, position + 4, end).append('>');
            position = Math.min(end + 1, pcre.length());
        } else {
            copy(1);
        }
    }

    private void brace() {
        int end = position + 1;
        while (end < pcre.length() && (Letters.isDigit(pcre.charAt(end)) || pcre.charAt(end) == ',')) {
            end++;
        }
        boolean quantifier = end < pcre.length()
                && pcre.charAt(end) == '}'
                && end > position + 1
                && Letters.isDigit(pcre.charAt(position + 1));
        if (!quantifier) {
            java.append('\\');
        }
        copy(1);
    }

    private void characterClass() {
        copy(1);
        if (position < pcre.length() && pcre.charAt(position) == '^') {
            copy(1);
        }
        if (position < pcre.length() && pcre.charAt(position) == ']') {
            java.append('\\');
            copy(1);
        }
        while (position < pcre.length() && pcre.charAt(position) != ']') {
            classMember();
        }
        copy(1);
    }

    private void classMember() {
        char c = pcre.charAt(position);
        if (c == '\\') {
            copy(2);
        } else if (c == '[' && pcre.startsWith("[:", position) && pcre.indexOf(":]", position) > 0) {
            posix();
        } else {
            if (c == '[' || c == '&') {
                java.append('\\');
            }
            copy(1);
        }
    }

    private void posix() {
        int end = pcre.indexOf(":]", position);
        String name = pcre.substring(position + 2, end);
        boolean negated = name.startsWith("^");
        String members = POSIX.getOrDefault(negated ? name.substring(1) : name, "\\[:" + name + ":\\]");
        java.append(negated ? "[^" + members + "]" : members);
        position = end + 2;
    }
}
