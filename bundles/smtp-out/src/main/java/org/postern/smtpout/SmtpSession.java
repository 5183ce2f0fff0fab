package org.postern.smtpout;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.smtp.Capabilities;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Words;

/// The client's side of one connection: commands go out, replies come in. Confined to the thread that has it.
final class SmtpSession implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Timeouts timeouts;
    private final StringBuilder commands = new StringBuilder();
    private Connection connection;
    private ReplyReader replies;
    private Capabilities capabilities = Capabilities.NONE;
    private Optional<Login.Done> login = Optional.empty();
    private Optional<Awaited> awaited = Optional.empty();
    private boolean early;
    private int messages;
    private int transactions;
    private boolean broken;
    private Words words = new Words("", "");
    private HostEvents events;
    private boolean told;

    /// @param events of the host, for the message in hand
    SmtpSession(Connection connection, Timeouts timeouts, HostEvents events) {
        this.connection = connection;
        this.events = events;
        this.timeouts = timeouts;
        this.replies = new ReplyReader(connection);
    }

    Connection connection() {
        return connection;
    }

    /// It goes on for another message, or for none.
    void serves(HostEvents other) {
        events = other;
    }

    private void tellClosed() {
        if (!told) {
            told = true;
            events.closed();
        }
    }

    Capabilities capabilities() {
        return capabilities;
    }

    void capabilities(Capabilities announced) {
        capabilities = announced;
    }

    /// How this server has authenticated.
    Optional<Login.Done> login() {
        return login;
    }

    void login(Login.Done done) {
        login = Optional.of(done);
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /// How many transactions have been begun over it.
    int transactions() {
        return transactions;
    }

    void countTransaction() {
        transactions++;
    }

    /// What the server has not said yet, though commands have been sent that stand on it.
    ///
    /// @param known who knows what it will say
    /// @param hello how it was greeted
    /// @param greeting whether its greeting is to come before the reply to that
    /// @param expected what it will announce
    private record Awaited(Early known, String hello, boolean greeting, Capabilities expected) {}

    /// Says hello before the server has spoken, together with what comes next.
    ///
    /// @param known who knows what it will announce
    /// @param hello the command
    /// @param greeting whether its greeting is to come before the reply to that
    /// @param expected what it will announce
    void greetEarly(Early known, String hello, boolean greeting, Capabilities expected) {
        awaited = Optional.of(new Awaited(known, hello, greeting, expected));
        capabilities = expected;
        early = true;
        queue(hello);
    }

    /// Whether the server was spoken to before it spoke.
    boolean isEarly() {
        return early;
    }

    /// Sends what waits and hears what the server says of itself, if that was not awaited: the capabilities
    /// are
    /// its own from here on.
    void settle() throws HostTrouble {
        if (awaited.isPresent() && queued() > 0) {
            flush(awaited.get().hello());
        }
        hear();
    }

    /// The server greets so.
    void greeting(Reply reply) throws HostTrouble {
        words = new Words(firstLine(reply), words.hello());
        if (reply.isPositive()) {
            events.greeted(reply);
        }
    }

    /// It answers our name so.
    void hello(Reply reply) {
        words = new Words(words.greeting(), firstLine(reply));
    }

    /// It answers EHLO so.
    void extendedHello(Reply reply) throws HostTrouble {
        hello(reply);
        events.hello(reply);
    }

    /// What the server has said of itself.
    Words words() {
        return words;
    }

    private static String firstLine(Reply reply) {
        return reply.code()
                + (reply.lines().size() > 1 ? "-" : " ")
                + reply.lines().getFirst();
    }

    private void hear() throws HostTrouble {
        if (awaited.isEmpty()) {
            return;
        }
        Awaited asked = awaited.get();
        awaited = Optional.empty();
        try {
            if (asked.greeting()) {
                Reply greeting = replies.read(timeouts.command());
                greeting(greeting);
                if (greeting.code() != 220) {
                    throw tooEarly(asked, HostTrouble.reply(HostTrouble.Kind.EARLY, "initial connection", greeting));
                }
            }
            Reply reply = replies.read(timeouts.command());
            extendedHello(reply);
            if (reply.code() / 100 != 2) {
                throw tooEarly(asked, HostTrouble.reply(HostTrouble.Kind.EARLY, asked.hello(), reply));
            }
            capabilities = Capabilities.of(reply.lines());
        } catch (HostTrouble e) {
            throw e;
        } catch (IOException e) {
            throw tooEarly(asked, trouble(e, asked.hello()));
        }
        asked.known().announced(capabilities);
        if (!capabilities
                .lines()
                .entrySet()
                .containsAll(asked.expected().lines().entrySet())) {
            broken = true;
            throw HostTrouble.of(HostTrouble.Kind.EARLY, "the server announces other extensions than before");
        }
    }

    private HostTrouble tooEarly(Awaited asked, HostTrouble trouble) {
        broken = true;
        asked.known().refused();
        return trouble.tooEarly();
    }

    /// How many messages have been sent over it.
    int messages() {
        return messages;
    }

    void countMessage() {
        messages++;
    }

    /// Whether nothing is known that keeps it from carrying another message.
    boolean isUsable() {
        try {
            return !broken && !replies.hasMore();
        } catch (IOException _) {
            return false;
        }
    }

    /// Goes on through `secured`, which stands on the connection so far: what was known of the server is
    /// forgotten.
    void secured(Connection secured) {
        connection = secured;
        replies = new ReplyReader(secured);
        capabilities = Capabilities.NONE;
    }

    /// Whether bytes have come that were not asked for.
    boolean hasUnexpectedInput() throws HostTrouble {
        try {
            return replies.hasMore();
        } catch (IOException e) {
            throw trouble(e, "STARTTLS");
        }
    }

    /// Adds a command to what [#flush] sends.
    void queue(String command) {
        commands.append(command).append("\r\n");
    }

    /// How many bytes wait for [#flush].
    int queued() {
        return commands.length();
    }

    /// Sends the commands that wait, in one write.
    void flush(String last) throws HostTrouble {
        byte[] bytes = commands.toString().getBytes(StandardCharsets.ISO_8859_1);
        commands.setLength(0);
        try {
            connection.timeout(timeouts.command());
            connection.output().write(bytes);
        } catch (IOException e) {
            HostTrouble trouble = trouble(e, last);
            throw awaited.isPresent() ? tooEarly(awaited.get(), trouble) : trouble;
        }
    }

    /// Sends one command and reads its reply.
    Reply command(String command) throws HostTrouble {
        queue(command);
        flush(command);
        return reply(command);
    }

    /// The reply to `after`.
    Reply reply(String after) throws HostTrouble {
        return reply(after, timeouts.command());
    }

    /// The reply to `after`, within `limit`.
    Reply reply(String after, Duration limit) throws HostTrouble {
        hear();
        try {
            return replies.read(limit);
        } catch (IOException e) {
            throw trouble(e, after);
        }
    }

    /// The reply that a server sends before it closes the connection on data that it does not want, if there
    /// is one.
    Optional<Reply> lastWords() {
        try {
            return replies.hasMore() ? Optional.of(replies.read(GOODBYE)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// What an exception of the connection means. The session is of no further use.
    HostTrouble trouble(IOException e, String after) {
        broken = true;
        String shown = after.replace("\r\n", " ");
        HostTrouble trouble = switch (e) {
            case SocketTimeoutException _ ->
                HostTrouble.of(HostTrouble.Kind.HOST, "SMTP connection timed out after " + shown)
                        .because(Cause.TIMEOUT);
            case EOFException _ ->
                HostTrouble.of(HostTrouble.Kind.LOST, "Remote host closed connection in response to " + shown)
                        .because(Cause.LOST_CONNECTION);
            case ProtocolException _ ->
                HostTrouble.of(
                                HostTrouble.Kind.HOST,
                                "Malformed SMTP reply in response to " + shown + ": " + shorten(e))
                        .numbered(Errno.MALFORMED);
            default ->
                HostTrouble.of(HostTrouble.Kind.LOST, "Lost connection after " + shown + ": " + shorten(e))
                        .because(Cause.LOST_CONNECTION);
        };
        trouble.initCause(e);
        return trouble;
    }

    private static String shorten(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.length() > 200 ? message.substring(0, 200) : message;
    }

    /// Says goodbye in a thread of its own, so that nobody waits for the answer, and closes the connection.
    void quit() {
        if (broken) {
            close();
            return;
        }
        tellClosed();
        Thread.ofVirtual().name("smtp-quit").start(this::sayGoodbye);
    }

    private void sayGoodbye() {
        try (this) {
            connection.timeout(GOODBYE);
            connection.output().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            Reply _ = replies.read(GOODBYE);
        } catch (IOException _) {
            // A server may close the connection without an answer: the message has been dealt with before.
        }
    }

    @Override
    public void close() {
        broken = true;
        try {
            connection.close();
        } catch (IOException _) {
            // It is closed one way or the other.
        }
        tellClosed();
    }
}
