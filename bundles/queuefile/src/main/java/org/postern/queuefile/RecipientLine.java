package org.postern.queuefile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.queuefile.HeaderFile.Recipient;

/// The line of a recipient, read from its end, since addresses may have spaces:
/// `ADDRESS ORCPT LENGTH,NOTIFY ERRORS_TO LENGTH,PARENT#FLAGS`. Bit 1 of the flags stands for the last two
/// words, bit 2 for the two before. Confined to one thread.
final class RecipientLine {
    private static final Pattern FLAGS = Pattern.compile("(.*)#(\\d{1,3})");
    private static final Pattern PAIR = Pattern.compile(" (\\d{1,6}),(-?\\d{1,9})");
    private static final int HAS_ERRORS_TO = 1;
    private static final int HAS_WISHES = 2;

    private final String line;
    private String rest;

    RecipientLine(String line) {
        this.line = line;
        this.rest = line;
    }

    /// A text and the number that stands behind its length.
    private record Counted(String text, int number) {}

    Recipient read() throws BrokenFile {
        Matcher flagged = FLAGS.matcher(line);
        if (!flagged.matches()) {
            return Recipient.plain(address());
        }
        int flags = Integer.parseInt(flagged.group(2));
        rest = flagged.group(1);
        Counted errorsTo = (flags & HAS_ERRORS_TO) == 0 ? new Counted("", -1) : counted();
        Counted wishes = (flags & HAS_WISHES) == 0 ? new Counted("", 0) : counted();
        return new Recipient(address(), errorsTo.text(), errorsTo.number(), wishes.text(), wishes.number());
    }

    /// Takes ` TEXT LENGTH,NUMBER` from the end.
    private Counted counted() throws BrokenFile {
        int comma = rest.lastIndexOf(',');
        int space = rest.lastIndexOf(' ', comma);
        Matcher pair = PAIR.matcher(rest.substring(Math.max(0, space)));
        if (comma < 0 || space < 0 || !pair.matches()) {
            throw broken();
        }
        int start = space - Integer.parseInt(pair.group(1));
        if (start < 1 || rest.charAt(start - 1) != ' ') {
            throw broken();
        }
        String text = rest.substring(start, space);
        rest = rest.substring(0, start - 1);
        return new Counted(text, Integer.parseInt(pair.group(2)));
    }

    private String address() throws BrokenFile {
        if (rest.isEmpty()) {
            throw broken();
        }
        return rest;
    }

    private BrokenFile broken() {
        return new BrokenFile("a recipient cannot be read: " + line.substring(0, Math.min(line.length(), 200)));
    }
}
