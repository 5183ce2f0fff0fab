package org.postern.mtasts;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// `postern:tls_rpt`: shows today's figures, and sends reports.
@Component(
        service = TlsRptCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=tls_rpt"})
public final class TlsRptCommand {
    private static final String USAGE = "usage: tls_rpt [list | show DOMAIN | report]";

    private final TlsReporting reporting;

    /// Of these reports.
    @Activate
    public TlsRptCommand(@Reference TlsReporting reporting) {
        this.reporting = reporting;
    }

    /// Does what the words say.
    public void tls_rpt(CommandSession session, String[] words) throws IOException {
        run(List.of(words), session.getConsole());
    }

    void run(List<String> words, PrintStream out) throws IOException {
        switch (words.isEmpty() ? "list" : words.getFirst()) {
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
