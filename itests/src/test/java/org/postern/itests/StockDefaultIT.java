package org.postern.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A configuration like the one that Exim brings along.
class StockDefaultIT extends StockContract {
    @Override
    String configuration(int port) throws IOException {
        return Files.readString(Path.of("src/test/resources/stock/default.conf"))
                .replace("MAIL/", town.root() + "/mail/")
                .replace("ALIASES", town.root() + "/aliases")
                .replace("driver = dnslookup", "driver = dnslookup\n  self = send")
                .replace("driver = smtp", "driver = smtp\n  port = " + port + "\n  allow_localhost");
    }

    @Override
    Path inbox(String user) {
        return town.mailbox(user);
    }
}
