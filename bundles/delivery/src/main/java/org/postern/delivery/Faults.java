package org.postern.delivery;

import java.util.List;
import java.util.function.Supplier;
import org.postern.api.MailLog;
import org.postern.api.MailLog.Stream;
import org.postern.core.Installed;
import org.postern.spi.Contribution;

/// Names in the log who is at fault when a plugin throws what it must not.
///
/// @param log where to
/// @param messageId the message that suffers, or the empty string
/// @param plugins those that are there
record Faults(MailLog log, String messageId, Supplier<List<Installed>> plugins) {
    /// A fault of a driver, whose plugin the policy names.
    void log(String what, Throwable fault) {
        log.write(Stream.PANIC, messageId, what + ": " + fault + place(fault));
    }

    /// A fault of a contribution.
    void blame(Contribution contribution, Throwable fault) {
        log(contribution.name(), fault);
        for (Installed plugin : plugins.get()) {
            if (plugin.contributions().contains(contribution)) {
                plugin.blame(contribution.name(), fault);
            }
        }
    }

    static String place(Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        return stack.length == 0 ? "" : " at " + stack[0];
    }
}
