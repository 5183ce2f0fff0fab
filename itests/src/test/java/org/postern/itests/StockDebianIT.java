package org.postern.itests;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// A configuration like the one that Debian generates, with mailbox files of the group mail.
class StockDebianIT extends StockContract {
    @Override
    String configuration(int port) throws IOException {
        Assumptions.assumeTrue(town.isRunByRoot(), "skipped: only root can deliver as the group mail");
        return StockDebianMaildirIT.debian(port, "mail_spool", town);
    }

    @Override
    Path inbox(String user) {
        return town.mailbox(user);
    }
}
