package org.postern.transports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Delivery;

/// The file in which the answers of a transport are noted, if there is one. A note that cannot be written
/// stops no answer: the main log says so.
///
/// @param settings the options of the transport
/// @param reply the answer
/// @param delivery the delivery
record ReplyLog(Settings settings, AutoReply reply, Delivery delivery) {
    /// The path of a part.
    static Path path(Text name, String what, Settings settings) throws IOException {
        if (name.tainted()) {
            throw new LocalTrouble(
                    "Tainted '" + name + "' (" + what + " for " + settings.name() + " transport) not permitted");
        }
        return LocalPath.of(name.value());
    }

    /// No answer is sent, since one was.
    void previouslySent(String to) throws ExpansionException {
        write("  previously sent to " + to.substring(0, Math.min(to.length(), 200)) + "\n");
    }

    /// An answer is sent.
    void sent() throws ExpansionException {
        StringBuilder note = new StringBuilder();
        for (String part : List.of("from", "to", "cc", "bcc", "subject")) {
            String label = Character.toUpperCase(part.charAt(0)) + part.substring(1);
            reply.part(part)
                    .ifPresent(value -> note.append("  ")
                            .append(label)
                            .append(": ")
                            .append(value)
                            .append('\n'));
        }
        reply.part("headers").ifPresent(value -> note.append("  ").append(value).append('\n'));
        write(note.toString());
    }

    private void write(String note) throws ExpansionException {
        Optional<Text> name = reply.part("log").filter(text -> !text.isEmpty());
        if (name.isEmpty()) {
            return;
        }
        String time = delivery.context().variable("tod_log").map(Text::value).orElse("");
        try {
            append(path(name.get(), "log file", settings), time + "\n" + note);
        } catch (IOException e) {
            delivery.context()
                    .log()
                    .main(
                            delivery.message().id(),
                            "Failed to open log file " + name.get() + " for " + settings.name() + " transport: "
                                    + LocalTrouble.describe(e));
        }
    }

    private void append(Path file, String text) throws IOException {
        var permissions =
                PosixFilePermissions.asFileAttribute(FileModes.permissions(settings.get(AutoreplyOptions.MODE)));
        delivery.identity().call(() -> {
            try (SeekableByteChannel channel = Files.newByteChannel(
                    file,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND,
                            LinkOption.NOFOLLOW_LINKS),
                    permissions)) {
                ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                return file;
            }
        });
    }
}
