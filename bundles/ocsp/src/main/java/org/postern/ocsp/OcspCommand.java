package org.postern.ocsp;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// `postern:ocsp`: the OCSP response for each certificate of this server.
@Component(
        service = OcspCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=ocsp"})
public final class OcspCommand {
    private final ServedResponses responses;

    /// Of these responses.
    @Activate
    public OcspCommand(@Reference ServedResponses responses) {
        this.responses = responses;
    }

    /// Prints them.
    public void ocsp(CommandSession session, String[] words) throws IOException {
        run(List.of(words), session.getConsole());
    }

    void run(List<String> words, PrintStream out) throws IOException {
        if (!words.isEmpty()) {
            throw new IOException("usage: ocsp");
        }
        responses.describe().forEach(out::println);
    }
}
