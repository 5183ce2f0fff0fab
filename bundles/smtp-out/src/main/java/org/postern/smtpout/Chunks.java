package org.postern.smtpout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.postern.api.smtp.Reply;

/// Sends the data in chunks whose length is said before them (RFC 3030, 2): nothing in them is doubled. With
/// PIPELINING one chunk is on its way while the reply to the one before is; no more, so that replies never
/// fill
/// what TCP buffers. Confined to one thread.
final class Chunks implements Framing {
    private static final byte[] NOTHING = {};

    private final SmtpSession session;
    private final boolean pipelining;
    private int unanswered;

    Chunks(SmtpSession session, boolean pipelining) {
        this.session = session;
        this.pipelining = pipelining;
    }

    @Override
    public boolean doublesDots() {
        return false;
    }

    @Override
    public byte[] end() {
        return NOTHING;
    }

    @Override
    public void send(byte[] bytes, int length, boolean last) throws IOException {
        byte[] command = ("BDAT " + length + (last ? " LAST" : "") + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = new byte[command.length + length];
        System.arraycopy(command, 0, chunk, 0, command.length);
        System.arraycopy(bytes, 0, chunk, command.length, length);
        session.connection().timeout(session.timeouts().data());
        session.connection().output().write(chunk);
        unanswered++;
        int ahead = last || pipelining ? 1 : 0; // the reply to the last is that to the message
        while (unanswered > ahead) {
            hear();
        }
    }

    /// Reads the reply to a chunk that is not the last.
    private void hear() throws IOException {
        Reply reply = session.reply("BDAT");
        unanswered--;
        if (reply.code() == 421) {
            throw HostTrouble.reply(HostTrouble.Kind.LOST, "BDAT", reply);
        }
        if (reply.code() / 100 == 2) {
            return;
        }
        while (unanswered > 0) {
            Reply _ = session.reply("BDAT");
            unanswered--;
        }
        throw new Refusal(reply);
    }

    /// The server does not take a chunk, and so none that follows.
    static final class Refusal extends IOException {
        private static final long serialVersionUID = 1;

        private final transient Reply reply;

        private Refusal(Reply reply) {
            super(reply.toString());
            this.reply = reply;
        }

        /// What it has answered.
        Reply reply() {
            return reply;
        }
    }
}
