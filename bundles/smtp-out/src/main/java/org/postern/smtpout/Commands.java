package org.postern.smtpout;

import java.util.Map;
import org.postern.api.mail.Address;

/// The commands that carry addresses.
final class Commands {
    private Commands() {}

    /// Whether `text` can stand in a command: without the characters that could end it.
    static boolean isSafe(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != 127);
    }

    /// MAIL with its parameters.
    static String mail(Address sender, Map<String, String> parameters) {
        StringBuilder command = new StringBuilder("MAIL FROM:<").append(sender).append('>');
        parameters.forEach((keyword, value) -> parameter(command, keyword, value));
        return command.toString();
    }

    /// RCPT with its parameters.
    static String recipient(Address recipient, Map<String, String> parameters) {
        StringBuilder command = new StringBuilder("RCPT TO:<").append(recipient).append('>');
        parameters.forEach((keyword, value) -> parameter(command, keyword, value));
        return command.toString();
    }

    private static void parameter(StringBuilder command, String keyword, String value) {
        command.append(' ').append(keyword);
        if (!value.isEmpty()) {
            command.append('=').append(value);
        }
    }
}
