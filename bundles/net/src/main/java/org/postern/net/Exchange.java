package org.postern.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.Message;

/// Sends one query to one server and waits for the answer to it.
interface Exchange {
    /// The answer: its id and question are those of the query. Fails when none has come within `limit`.
    Message ask(InetSocketAddress server, Message query, Duration limit) throws IOException;
}
