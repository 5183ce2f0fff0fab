package org.postern.queuefile;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.postern.queuefile.HeaderFile.Field;
import org.postern.queuefile.HeaderFile.Item;
import org.postern.queuefile.HeaderFile.Recipient;

/// Writes `-H` files. A value that would break a line is refused; lines are of bytes, one in each `char`.
final class HeaderFileWriter {
    private final StringBuilder out = new StringBuilder(1024);

    private HeaderFileWriter() {}

    /// The text of the file.
    static String write(HeaderFile file) throws BrokenFile {
        HeaderFileWriter writer = new HeaderFileWriter();
        writer.envelope(file);
        for (Item item : file.items()) {
            writer.item(item);
        }
        writer.done(new TreeSet<>(file.done()));
        writer.line(Integer.toString(file.recipients().size()));
        for (Recipient recipient : file.recipients()) {
            writer.recipient(recipient);
        }
        writer.line("");
        for (Field field : file.fields()) {
            writer.field(field);
        }
        return writer.out.toString();
    }

    private void envelope(HeaderFile file) throws BrokenFile {
        HeaderFile.Submitter submitter = file.submitter();
        line(file.id() + "-H");
        line(submitter.login() + ' ' + submitter.uid() + ' ' + submitter.gid());
        line('<' + file.sender() + '>');
        line(file.received() + " " + file.warnings());
    }

    private void item(Item item) throws BrokenFile {
        String name = (item.tainted() ? "--" : "-") + item.name();
        if (item.isVariable()) {
            line(name + ' ' + item.value().length());
            out.append(item.value()).append('\n');
        } else {
            line(item.value().isEmpty() ? name : name + ' ' + item.value());
        }
    }

    /// The tree in pre-order, where each node says whether it has a left and a right child. Of addresses that
    /// are sorted, the one in the middle is the root.
    private void done(Set<String> addresses) throws BrokenFile {
        if (addresses.isEmpty()) {
            line("XX");
        } else {
            node(List.copyOf(addresses));
        }
    }

    private void node(List<String> sorted) throws BrokenFile {
        int middle = sorted.size() / 2;
        boolean right = middle + 1 < sorted.size();
        line((middle > 0 ? "Y" : "N") + (right ? "Y " : "N ") + sorted.get(middle));
        if (middle > 0) {
            node(sorted.subList(0, middle));
        }
        if (right) {
            node(sorted.subList(middle + 1, sorted.size()));
        }
    }

    private void recipient(Recipient recipient) throws BrokenFile {
        if (recipient.equals(Recipient.plain(recipient.address()))) {
            line(recipient.address());
            return;
        }
        String original = recipient.originalRecipient();
        String errorsTo = recipient.errorsTo();
        line(recipient.address() + ' ' + original + ' ' + original.length() + ',' + recipient.wishes() + ' ' + errorsTo
                + ' ' + errorsTo.length() + ',' + recipient.parent() + "#3");
    }

    private void field(Field field) {
        String length = Integer.toString(field.text().length());
        out.append("0".repeat(Math.max(0, 3 - length.length())))
                .append(length)
                .append(field.type())
                .append(' ')
                .append(field.text());
    }

    private void line(String text) throws BrokenFile {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || c == 0) {
                throw new BrokenFile("a line of the spool file would have a line break or a NUL: "
                        + text.substring(0, Math.min(i, 80)));
            }
        }
        out.append(text).append('\n');
    }
}
