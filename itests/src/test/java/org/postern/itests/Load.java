package org.postern.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Ten sessions that send one message after the other from a domain, keep their connections, and note every
/// reply that is not the one for the policy in force.
final class Load {
    /// While the policy changes, either verdict is right.
    static final int EITHER = 0;

    private static final int SESSIONS = 10;

    private final Server server;
    private final String domain;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private volatile Phase phase;
    private volatile boolean running = true;

    /// What is expected since when.
    private record Phase(int code, long number) {}

    Load(Server server, String domain) {
        this.server = server;
        this.domain = domain;
        this.phase = new Phase(domain.startsWith("allowed") ? 250 : EITHER, 0);
        for (int i = 0; i < SESSIONS; i++) {
            threads.add(Thread.ofVirtual().start(this::send));
        }
    }

    /// From now on RCPT must be answered with this code, until the next call. A message that began before
    /// and ended after is not judged.
    void phase(int code) throws InterruptedException {
        phase = new Phase(code, phase.number() + 1);
        long until = accepted.get() + (code == 250 ? SESSIONS : 0);
        long end = System.nanoTime() + 300_000_000L;
        while (System.nanoTime() < end && (code != 250 || accepted.get() < until)) {
            Thread.sleep(5);
        }
        phase = new Phase(EITHER, phase.number() + 1);
    }

    private void send() {
        try (SmtpClient client = new SmtpClient(server.port())) {
            expect(client.reply(), 220);
            expect(client.command("EHLO client.example"), 250);
            while (running) {
                message(client);
            }
            expect(client.command("QUIT"), 221);
        } catch (IOException | RuntimeException e) {
            wrong.add(domain + ": session dropped: " + e);
        }
    }

    private void message(SmtpClient client) throws IOException {
        Phase before = phase;
        expect(client.command("MAIL FROM:<a@" + domain + ">"), 250);
        SmtpClient.Reply rcpt = client.command("RCPT TO:<u@maildir.test>");
        Phase after = phase;
        boolean possible = rcpt.code() == 250 || (rcpt.code() == 550 && domain.startsWith("refused"));
        boolean judged = before.equals(after) && before.code() != EITHER;
        if (!possible || (judged && rcpt.code() != before.code())) {
            wrong.add(domain + ": expected " + before + ", got " + rcpt.text());
        }
        if (rcpt.code() != 250) {
            expect(client.command("RSET"), 250);
            return;
        }
        expect(client.command("DATA"), 354);
        client.raw("Subject: load\r\n\r\n" + "x".repeat(70) + "\r\n.\r\n");
        if (expect(client.reply(), 250)) {
            accepted.incrementAndGet();
        }
    }

    private boolean expect(SmtpClient.Reply reply, int code) throws IOException {
        if (reply.code() != code) {
            wrong.add(domain + ": expected " + code + ", got " + reply.text());
            if (reply.code() == 0) {
                throw new IOException("closed by the server");
            }
        }
        return reply.code() == code;
    }

    /// Ends the sessions; how many messages were accepted.
    long end() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        return accepted.get();
    }

    List<String> wrong() {
        return wrong.stream().limit(20).toList();
    }
}
