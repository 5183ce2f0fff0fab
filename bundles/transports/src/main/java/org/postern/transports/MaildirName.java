package org.postern.transports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;

/// The name of a file in a Maildir: time, delivery, host. One message has one name for a recipient, so that
/// a delivery that is done again after a crash makes no second file.
///
/// @param unique the name up to what a mail reader adds
/// @param tag what `maildir_tag` adds, or the empty string
record MaildirName(String unique, String tag) {
    private static final int HASH_BYTES = 10;

    /// The name for `recipient`, who gets `message` by the transport `transport`.
    static MaildirName of(Message message, Recipient recipient, String transport, String host) {
        String unique = message.received().getEpochSecond() + ".I" + safe(message.id()) + "R"
                + hash(transport + '\n' + recipient.address()) + '.' + safe(host);
        return new MaildirName(unique, "");
    }

    /// The same with a tag, if one is given: what cannot stand in a file name is left out, and a colon is
    /// put before a tag that begins with a letter or digit.
    MaildirName tagged(Optional<String> given) {
        StringBuilder kept = new StringBuilder();
        given.orElse("").chars().filter(MaildirName::mayStand).forEach(c -> kept.append((char) c));
        if (!kept.isEmpty() && Character.isLetterOrDigit(kept.charAt(0))) {
            kept.insert(0, ':');
        }
        return new MaildirName(unique, kept.toString());
    }

    /// The whole name.
    @Override
    public String toString() {
        return unique + tag;
    }

    private static boolean mayStand(int c) {
        return c > ' ' && c < 127 && c != '/';
    }

    /// The text with what the Maildir convention reserves written in octal.
    private static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (mayStand(c) && c != ':' && c != '\\') {
                safe.append(c);
            } else {
                safe.append('\\').append(String.format("%03o", (int) c));
            }
        }
        return safe.toString();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
