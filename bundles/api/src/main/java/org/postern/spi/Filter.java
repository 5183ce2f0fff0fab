package org.postern.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.mail.AutoReply;

/// A filter, compiled once. Safe for any number of threads.
@ConsumerType
@FunctionalInterface
public interface Filter {
    /// Runs the filter for the message of a context. Nothing is delivered or written here, but a system
    /// filter may change the header of the message by [org.postern.api.mail.Message#addHeader].
    Result run(Run run);

    /// What a filter is run with.
    ///
    /// @param context the message, and for a user's filter its recipient
    /// @param report takes a line for each thing that the filter does; present if the filter is only tried
    record Run(Context context, Optional<Consumer<String>> report) {
        /// A run whose result is carried out.
        public static Run of(Context context) {
            return new Run(context, Optional.empty());
        }

        /// Tells who tries the filter.
        public void report(String line) {
            report.ifPresent(taker -> taker.accept(line));
        }
    }

    /// What a filter says.
    ///
    /// @param ending how it ended
    /// @param actions what it set up, in order
    record Result(Ending ending, List<Action> actions) {
        /// The actions cannot be changed.
        public Result {
            actions = List.copyOf(actions);
        }
    }

    /// How a filter ends.
    sealed interface Ending {
        /// The actions are all: there is no other delivery.
        record Delivered() implements Ending {}

        /// The message goes on as if there were no filter, beside the actions.
        record NotDelivered() implements Ending {}

        /// Try again later.
        ///
        /// @param reason for the log
        record Defer(String reason) implements Ending {}

        /// Return the message to its sender.
        ///
        /// @param reason for the sender
        record Fail(String reason) implements Ending {}

        /// Wait for an administrator.
        ///
        /// @param reason for the log
        record Freeze(String reason) implements Ending {}

        /// The filter is wrong: try again later.
        ///
        /// @param reason what is wrong, and where
        record Faulty(String reason) implements Ending {}
    }

    /// What a filter sets up.
    sealed interface Action {
        /// Deliver to an address, as written in the filter.
        ///
        /// @param address perhaps without a domain
        /// @param errorsTo where its bounces go; empty for where they go anyway
        /// @param silent whether nobody is told if it fails
        record Deliver(Text address, Optional<Text> errorsTo, boolean silent) implements Action {}

        /// Save to a file, or if the name ends with a slash, to a directory.
        ///
        /// @param file the name, perhaps not absolute
        /// @param mode of the file
        /// @param silent whether nobody is told if it fails
        record Save(Text file, OptionalInt mode, boolean silent) implements Action {}

        /// Pipe to a command.
        ///
        /// @param command with its arguments, quoted as the pipe transport takes them
        /// @param silent whether nobody is told if it fails
        record Pipe(Text command, boolean silent) implements Action {}

        /// Send a message.
        ///
        /// @param reply what is in it
        /// @param silent whether nobody is told if it fails
        record Reply(AutoReply reply, boolean silent) implements Action {}

        /// Write to a log file of the filter's own.
        ///
        /// @param file its absolute name
        /// @param mode of the file
        /// @param text as it is written
        record Log(String file, int mode, String text) implements Action {
            /// Appends the text to the file, which is made if it is not there. Nothing is written through a
            /// symbolic link.
            public void append() throws IOException {
                Path path = Path.of(file);
                Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
                PosixFilePermission[] bits = PosixFilePermission.values();
                for (int i = 0; i < bits.length; i++) {
                    if ((mode >> (bits.length - 1 - i) & 1) == 1) {
                        permissions.add(bits[i]);
                    }
                }
                Set<OpenOption> options = Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND,
                        LinkOption.NOFOLLOW_LINKS);
                try (SeekableByteChannel channel =
                        Files.newByteChannel(path, options, PosixFilePermissions.asFileAttribute(permissions))) {
                    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            }
        }
    }
}
