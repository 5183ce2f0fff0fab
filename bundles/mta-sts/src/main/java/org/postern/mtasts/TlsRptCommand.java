package org.postern.mtasts;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.reports.ReportWords;

/// `postern:tls_rpt`: shows today's figures, and sends reports.
@Component(
        service = TlsRptCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=tls_rpt"})
public final class TlsRptCommand {
    private final ReportWords words;

    /// Of these reports.
    @Activate
    public TlsRptCommand(@Reference TlsReporting reporting) {
        this.words = new ReportWords("tls_rpt", reporting);
    }

    /// Does what the words say.
    public void tls_rpt(CommandSession session, String[] arguments) throws IOException {
        run(List.of(arguments), session.getConsole());
    }

    void run(List<String> arguments, PrintStream out) throws IOException {
        words.run(arguments, out);
    }
}
