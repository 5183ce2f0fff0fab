package org.postern.delivery;

/// A recipient in the text of a report: the address, and what it was made from.
final class RecipientText {
    private RecipientText() {}

    static void append(StringBuilder text, Addressee addressee) {
        boolean hidden = !addressee.shown().equals(addressee);
        text.append("  ")
                .append(
                        hidden
                                ? "an undisclosed address"
                                : StatusPart.line(addressee.given().toString()))
                .append("\r\n");
        if (addressee.depth() > 0) {
            text.append("    (in place of ")
                    .append(StatusPart.line(addressee.root().given().toString()))
                    .append(")\r\n");
        }
    }
}
