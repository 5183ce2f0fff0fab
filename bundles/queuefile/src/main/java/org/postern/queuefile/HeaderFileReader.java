package org.postern.queuefile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.queuefile.HeaderFile.Field;
import org.postern.queuefile.HeaderFile.Item;
import org.postern.queuefile.HeaderFile.Recipient;

/// Reads `-H` files, of any version since 4.00. Work and memory are bounded by the length of the text, which
/// whoever reads the file bounds.
final class HeaderFileReader {
    private static final Pattern SUBMITTER = Pattern.compile("(.+) (-?\\d{1,10}) (-?\\d{1,10})");
    private static final Pattern TIMES = Pattern.compile("(\\d{1,12}) (\\d{1,9})");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final Pattern VARIABLE = Pattern.compile("(acl[cm]? \\S+) (\\d{1,9})");
    private static final Pattern NODE = Pattern.compile("([YN])([YN]) (.+)");

    private final String text;
    private int at;

    private HeaderFileReader(String text) {
        this.text = text;
    }

    /// What the file of the message `id` says.
    static HeaderFile read(String id, String text) throws BrokenFile {
        return new HeaderFileReader(text).file(id);
    }

    private HeaderFile file(String id) throws BrokenFile {
        String first = line("the name");
        if (!first.equals(id + "-H")) {
            throw broken("the first line does not have the name of the file");
        }
        Matcher submitter = matched(SUBMITTER, "the submitter");
        String sender = sender(line("the sender"));
        Matcher times = matched(TIMES, "the times");
        List<Item> items = items();
        Set<String> done = done();
        List<Recipient> recipients = recipients();
        if (!line("the empty line before the header").isEmpty()) {
            throw broken("there is no empty line before the header");
        }
        return new HeaderFile(
                id,
                new HeaderFile.Submitter(
                        submitter.group(1), Long.parseLong(submitter.group(2)), Long.parseLong(submitter.group(3))),
                sender,
                Long.parseLong(times.group(1)),
                Integer.parseInt(times.group(2)),
                items,
                done,
                recipients,
                fields());
    }

    private String sender(String line) throws BrokenFile {
        if (line.length() < 2 || line.charAt(0) != '<' || !line.endsWith(">")) {
            throw broken("the sender is not in angle brackets");
        }
        return line.substring(1, line.length() - 1);
    }

    private List<Item> items() throws BrokenFile {
        List<Item> items = new ArrayList<>();
        while (at < text.length() && text.charAt(at) == '-') {
            items.add(item(line("an item")));
        }
        return items;
    }

    /// `-name value`; `--name value` for a tainted one; `--(lookup)name value` for one that is also quoted
    /// for a lookup.
    private Item item(String line) throws BrokenFile {
        boolean tainted = line.startsWith("--");
        String rest = line.substring(tainted ? 2 : 1);
        if (tainted && rest.startsWith("(")) {
            rest = rest.substring(rest.indexOf(')') + 1);
        }
        Matcher variable = VARIABLE.matcher(rest);
        if (variable.matches()) {
            return new Item(variable.group(1), counted(Integer.parseInt(variable.group(2))), tainted);
        }
        int space = rest.indexOf(' ');
        return space < 0
                ? new Item(rest, "", tainted)
                : new Item(rest.substring(0, space), rest.substring(space + 1), tainted);
    }

    private String counted(int length) throws BrokenFile {
        if (length >= text.length() - at || text.charAt(at + length) != '\n') {
            throw broken("the length of a variable is wrong");
        }
        String value = text.substring(at, at + length);
        at += length + 1;
        return value;
    }

    private Set<String> done() throws BrokenFile {
        Set<String> done = new HashSet<>();
        String first = line("the addresses that are done");
        if (first.equals("XX")) {
            return done;
        }
        int open = 1;
        for (String node = first; ; node = line("the addresses that are done")) {
            Matcher parts = NODE.matcher(node);
            if (!parts.matches()) {
                throw broken("the tree of addresses that are done is not one");
            }
            done.add(parts.group(3));
            open += (parts.group(1).equals("Y") ? 1 : 0) + (parts.group(2).equals("Y") ? 1 : 0) - 1;
            if (open == 0) {
                return done;
            }
        }
    }

    private List<Recipient> recipients() throws BrokenFile {
        int count = Integer.parseInt(matched(COUNT, "the number of recipients").group());
        List<Recipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(new RecipientLine(line("a recipient")).read());
        }
        return recipients;
    }

    private List<Field> fields() throws BrokenFile {
        List<Field> fields = new ArrayList<>();
        while (at < text.length()) {
            fields.add(field());
        }
        return fields;
    }

    /// At least three digits, the type, a space, and so many bytes.
    private Field field() throws BrokenFile {
        int start = at;
        int length = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && at - start < 9) {
            length = length * 10 + text.charAt(at++) - '0';
        }
        boolean whole = at - start >= 3 && at + 2 <= text.length() && text.charAt(at + 1) == ' ';
        if (!whole || length == 0 || length > text.length() - at - 2) {
            throw broken("the length of a header field is wrong");
        }
        char type = text.charAt(at);
        at += 2;
        String field = text.substring(at, at + length);
        at += length;
        if (!field.endsWith("\n")) {
            throw broken("a header field does not end with its line");
        }
        return new Field(type, field);
    }

    private Matcher matched(Pattern pattern, String what) throws BrokenFile {
        Matcher matcher = pattern.matcher(line(what));
        if (!matcher.matches()) {
            throw broken(what + " cannot be read");
        }
        return matcher;
    }

    private String line(String what) throws BrokenFile {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            throw broken("the file ends before " + what);
        }
        String line = text.substring(at, end);
        at = end + 1;
        return line;
    }

    private BrokenFile broken(String what) {
        return new BrokenFile("format error at byte " + at + ": " + what);
    }
}
