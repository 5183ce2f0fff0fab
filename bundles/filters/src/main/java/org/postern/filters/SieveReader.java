package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postern.filters.SieveNode.Argument;

/// Reads the grammar of Sieve (RFC 5228, 8). Used by one thread.
final class SieveReader {
    private static final int MAX_DEPTH = 100;

    private final String text;
    private int position;
    private int line = 1;
    private int depth;

    SieveReader(String text) {
        this.text = text;
    }

    /// All commands.
    List<SieveNode> read() throws FilterFault {
        List<SieveNode> commands = commands();
        if (position < text.length()) {
            throw fault("unexpected \"" + text.charAt(position) + "\"");
        }
        return commands;
    }

    private List<SieveNode> commands() throws FilterFault {
        List<SieveNode> commands = new ArrayList<>();
        while (isLetter(peek())) {
            commands.add(node(true));
        }
        return commands;
    }

    private SieveNode node(boolean command) throws FilterFault {
        if (++depth > MAX_DEPTH) {
            throw fault("nested too deep");
        }
        int start = line;
        String name = identifier();
        List<Argument> arguments = arguments();
        List<SieveNode> tests = tests();
        List<SieveNode> block = List.of();
        boolean hasBlock = command && take('{');
        if (hasBlock) {
            block = commands();
            expect('}');
        } else if (command) {
            expect(';');
        }
        depth--;
        return new SieveNode(name, start, arguments, tests, block, hasBlock);
    }

    private List<Argument> arguments() throws FilterFault {
        List<Argument> arguments = new ArrayList<>();
        while (true) {
            char c = peek();
            if (c == ':') {
                position++;
                arguments.add(new Argument.Tag(identifier()));
            } else if (c >= '0' && c <= '9') {
                arguments.add(new Argument.Quantity(number()));
            } else if (c == '[') {
                arguments.add(stringList());
            } else if (atString()) {
                arguments.add(new Argument.Strings(List.of(string()), false));
            } else {
                return arguments;
            }
        }
    }

    private List<SieveNode> tests() throws FilterFault {
        List<SieveNode> tests = new ArrayList<>();
        if (isLetter(peek())) {
            tests.add(node(false));
        } else if (take('(')) {
            do {
                if (!isLetter(peek())) {
                    throw fault("test expected");
                }
                tests.add(node(false));
            } while (take(','));
            expect(')');
        }
        return tests;
    }

    private Argument stringList() throws FilterFault {
        expect('[');
        List<String> strings = new ArrayList<>();
        do {
            if (!atString()) {
                throw fault("string expected");
            }
            strings.add(string());
        } while (take(','));
        expect(']');
        return new Argument.Strings(strings, true);
    }

    private String identifier() throws FilterFault {
        int start = position;
        while (position < text.length() && isWord(text.charAt(position))) {
            position++;
        }
        if (start == position) {
            throw fault("identifier expected");
        }
        return text.substring(start, position).toLowerCase(Locale.ROOT);
    }

    private long number() throws FilterFault {
        int start = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        if (position - start > 15) {
            throw fault("number out of range");
        }
        long value = Long.parseLong(text, start, position, 10);
        long unit = position < text.length() ? unit(text.charAt(position)) : 1;
        position += unit == 1 ? 0 : 1;
        if (value > Long.MAX_VALUE / unit) {
            throw fault("number out of range");
        }
        return value * unit;
    }

    private static long unit(char c) {
        return switch (c) {
            case 'k', 'K' -> 1L << 10;
            case 'm', 'M' -> 1L << 20;
            case 'g', 'G' -> 1L << 30;
            default -> 1;
        };
    }

    private boolean atString() {
        return peek() == '"' || text.regionMatches(true, position, "text:", 0, 5);
    }

    private String string() throws FilterFault {
        return text.charAt(position) == '"' ? quoted() : multiLine();
    }

    private String quoted() throws FilterFault {
        StringBuilder value = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && position < text.length()) {
                c = text.charAt(position++);
            }
            line += c == '\n' ? 1 : 0;
            value.append(c);
        }
        throw fault("missing end of string");
    }

    /// `text:`, lines, and a line with nothing but a dot.
    private String multiLine() throws FilterFault {
        position += "text:".length();
        int end = text.indexOf('\n', position);
        String rest = end < 0 ? "" : text.substring(position, end).strip();
        if (end < 0 || !(rest.isEmpty() || rest.startsWith("#"))) {
            throw fault("missing end of line after text:");
        }
        StringBuilder value = new StringBuilder();
        position = end + 1;
        line++;
        while (position < text.length()) {
            int stop = text.indexOf('\n', position);
            int next = stop < 0 ? text.length() : stop + 1;
            String one = text.substring(position, stop < 0 ? next : stop);
            String bare = one.endsWith("\r") ? one.substring(0, one.length() - 1) : one;
            position = next;
            line++;
            if (bare.equals(".")) {
                return value.toString();
            }
            value.append(bare.startsWith(".") ? bare.substring(1) : bare).append('\n');
        }
        throw fault("missing end of multi line string");
    }

    /// The next character that says something; 0 at the end.
    private char peek() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '#') {
                int end = text.indexOf('\n', position);
                position = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", position)) {
                int end = text.indexOf("*/", position + 2);
                int stop = end < 0 ? text.length() : end + 2;
                line += (int) text.substring(position, stop)
                        .chars()
                        .filter(each -> each == '\n')
                        .count();
                position = stop;
            } else if (Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                position++;
            } else {
                return c;
            }
        }
        return 0;
    }

    private boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        position++;
        return true;
    }

    private void expect(char wanted) throws FilterFault {
        if (!take(wanted)) {
            throw fault("\"" + wanted + "\" expected");
        }
    }

    private FilterFault fault(String what) {
        return SieveFault.at(what, line);
    }

    private static boolean isLetter(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isWord(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }
}
