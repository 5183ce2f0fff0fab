package org.postern.delivery;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.smtp.Reply;
import org.postern.spi.Transport.Problem;

/// What went wrong, in the words of the second field of a retry rule.
///
/// A transport does not say at which command a reply came, so `mail_4NN` and `data_4NN` never match, and a
/// reply that concerns one recipient counts as one to RCPT.
///
/// @param reply to RCPT
/// @param timeout whether time ran out
record RetryError(Optional<Reply> reply, boolean timeout) {
    static final RetryError UNKNOWN = new RetryError(Optional.empty(), false);

    static RetryError of(Problem problem) {
        boolean timeout = problem.reply().isEmpty()
                && problem.message().toLowerCase(Locale.ROOT).contains("timed out");
        return new RetryError(problem.hostWide() ? Optional.empty() : problem.reply(), timeout);
    }

    /// Whether this is what the word in a rule says.
    boolean is(String word) {
        return switch (word) {
            case "", "*" -> true;
            case "timeout" -> timeout;
            default -> word.startsWith("rcpt_4") && reply.isPresent() && codeMatches(word, reply.get());
        };
    }

    /// `x` stands for any digit.
    private static boolean codeMatches(String word, Reply reply) {
        String code = Integer.toString(reply.code());
        String wanted = word.substring("rcpt_".length());
        for (int i = 0; i < code.length(); i++) {
            char c = i < wanted.length() ? wanted.charAt(i) : 'x';
            if (c != 'x' && c != code.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
