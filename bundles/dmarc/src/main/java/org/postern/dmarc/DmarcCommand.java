package org.postern.dmarc;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// `postern:dmarc`: shows and sends aggregate reports.
@Component(
        service = DmarcCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=dmarc"})
public final class DmarcCommand {
    private static final String USAGE = "usage: dmarc list | show DOMAIN | report";

    private final Reporting reporting;

    /// Of these reports.
    @Activate
    public DmarcCommand(@Reference Reporting reporting) {
        this.reporting = reporting;
    }

    /// Does what the words say.
    public void dmarc(CommandSession session, String[] words) throws IOException {
        run(List.of(words), session.getConsole());
    }

    void run(List<String> words, PrintStream out) throws IOException {
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "list" -> reporting.list().forEach(out::println);
            case "report" -> reporting.reportNow().forEach(out::println);
            case "show" -> out.print(shown(words));
            default -> throw new IOException(USAGE);
        }
    }

    private String shown(List<String> words) throws IOException {
        if (words.size() != 2) {
            throw new IOException(USAGE);
        }
        return reporting
                .show(words.get(1))
                .orElseThrow(() -> new IOException("there is nothing to report about " + words.get(1)));
    }
}
