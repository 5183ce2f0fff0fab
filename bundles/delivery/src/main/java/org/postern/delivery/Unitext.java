package org.postern.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.core.MailContext;

/// How a report writes what is beyond ASCII (RFC 6533): as it is, to a sender who takes that, or with code
/// points as numbers.
///
/// @param isTaken whether the sender takes UTF-8
record Unitext(boolean isTaken) {
    private static final String TYPE = "utf-8;";
    private static final Pattern EMBEDDED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})\\}");

    /// For a report about the message of `context`: what came as internationalized mail is answered so, and
    /// an address beyond ASCII can only be written to so.
    static Unitext of(MailContext context, Address to) {
        return new Unitext(context.get(Controls.UTF8).orElse(false) || isBeyondAscii(to.toString()));
    }

    private static boolean isBeyondAscii(String text) {
        return text.chars().anyMatch(c -> c > 127);
    }

    /// The type of the part for programs.
    String status() {
        return isTaken ? "message/global-delivery-status" : "message/delivery-status";
    }

    /// The type of a message that is returned.
    String message() {
        return isTaken ? "message/global" : "message/rfc822";
    }

    /// The type of a header that is returned.
    String header() {
        return isTaken ? "message/global-headers" : "text/rfc822-headers";
    }

    /// An address with its type.
    String typed(Address address) {
        String text = address.toString();
        return isBeyondAscii(text) ? TYPE + " " + written(text) : "rfc822; " + text;
    }

    /// An address in a header field.
    String shown(Address address) {
        String text = address.toString();
        return isTaken || !isBeyondAscii(text) ? text : written(text);
    }

    /// What came as ORCPT, without the encoding of SMTP.
    String original(String orcpt) {
        if (!orcpt.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
            return orcpt;
        }
        String address = orcpt.substring(TYPE.length()).strip();
        return TYPE + " " + written(EMBEDDED.matcher(address).replaceAll(Unitext::character));
    }

    private static String character(MatchResult embedded) {
        int point = Integer.parseInt(embedded.group(1), 16);
        boolean isCharacter = Character.isValidCodePoint(point) && (point < 0xd800 || point > 0xdfff);
        return Matcher.quoteReplacement(isCharacter ? bytes(Character.toString(point)) : embedded.group());
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// utf-8-addr-unitext or utf-8-addr-xtext.
    private String written(String address) {
        StringBuilder written = new StringBuilder(address.length());
        new String(address.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .codePoints()
                .forEach(point -> {
                    if (isPlain(point)) {
                        written.append((char) point);
                    } else if (point > 127 && isTaken) {
                        written.append(bytes(Character.toString(point)));
                    } else {
                        written.append("\\x{")
                                .append(String.format("%02X", point))
                                .append('}');
                    }
                });
        return written.toString();
    }

    private static boolean isPlain(int point) {
        return point > ' ' && point < 127 && point != '+' && point != '=' && point != '\\';
    }

    /// A text fit for the part: without what is no UTF-8, and in ASCII if the sender takes no more.
    String text(String text) {
        if (!isBeyondAscii(text)) {
            return text;
        }
        String decoded = new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return isTaken ? bytes(decoded) : decoded.replaceAll("[^\\x00-\\x7f]", "?");
    }
}
