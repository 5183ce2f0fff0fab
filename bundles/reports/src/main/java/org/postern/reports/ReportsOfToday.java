package org.postern.reports;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What there is to report, for who asks at the console.
public interface ReportsOfToday {
    /// What is kept, a line for each domain.
    List<String> list() throws IOException;

    /// The report about a domain as it would be now.
    Optional<String> show(String domain) throws IOException;

    /// Ends the period and sends its reports now; a line for each.
    List<String> reportNow() throws IOException;
}
