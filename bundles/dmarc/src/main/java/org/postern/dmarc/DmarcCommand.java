package org.postern.dmarc;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.reports.ReportWords;

/// `postern:dmarc`: shows and sends aggregate reports.
@Component(
        service = DmarcCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=dmarc"})
public final class DmarcCommand {
    private final ReportWords words;

    /// Of these reports.
    @Activate
    public DmarcCommand(@Reference Reporting reporting) {
        this.words = new ReportWords("dmarc", reporting);
    }

    /// Does what the words say.
    public void dmarc(CommandSession session, String[] arguments) throws IOException {
        run(List.of(arguments), session.getConsole());
    }

    void run(List<String> arguments, PrintStream out) throws IOException {
        words.run(arguments, out);
    }
}
