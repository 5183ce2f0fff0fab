package org.postern.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A configuration like the one that Debian generates, with Maildirs.
class StockDebianMaildirIT extends StockContract {
    @Override
    String configuration(int port) throws IOException {
        return debian(port, "maildir_home", town);
    }

    static String debian(int port, String delivery, Town town) throws IOException {
        return "LOCAL_DELIVERY = " + delivery + "\n"
                + "SYSTEM_ALIASES_FILE_TRANSPORT = address_file\nSYSTEM_ALIASES_PIPE_TRANSPORT = address_pipe\n"
                + "CHECK_RCPT_VERIFY_SENDER = 1\n"
                + Files.readString(Path.of("src/test/resources/stock/debian.conf"))
                        .replace("MAIL/", town.root() + "/mail/")
                        .replace("{ALIASES}", "{" + town.root() + "/aliases}")
                        .replace("CONFDIR", town.root() + "/conf")
                        .replace("driver = dnslookup", "driver = dnslookup\n  self = send")
                        .replace("driver = smtp", "driver = smtp\n  port = " + port + "\n  allow_localhost");
    }

    @Override
    Path inbox(String user) {
        return town.home(user).resolve("Maildir");
    }
}
