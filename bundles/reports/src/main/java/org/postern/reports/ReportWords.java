package org.postern.reports;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// The words of a command about reports: `list`, `show DOMAIN`, `report`. Without one it lists.
public final class ReportWords {
    private final String usage;
    private final ReportsOfToday reports;

    /// Of a command with that name.
    public ReportWords(String command, ReportsOfToday reports) {
        this.usage = "usage: " + command + " [list | show DOMAIN | report]";
        this.reports = reports;
    }

    /// Does what the words say.
    public void run(List<String> words, PrintStream out) throws IOException {
        switch (words.isEmpty() ? "list" : words.getFirst()) {
            case "list" -> reports.list().forEach(out::println);
            case "report" -> reports.reportNow().forEach(out::println);
            case "show" -> out.print(shown(words));
            default -> throw new IOException(usage);
        }
    }

    private String shown(List<String> words) throws IOException {
        if (words.size() != 2) {
            throw new IOException(usage);
        }
        return reports.show(words.get(1))
                .orElseThrow(() -> new IOException("there is nothing to report about " + words.get(1)));
    }
}
