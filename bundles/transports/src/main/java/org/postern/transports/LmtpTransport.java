package org.postern.transports;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.HelloName;
import org.postern.spi.Transport;

/// Delivers by LMTP to the program or socket that its options name.
final class LmtpTransport implements Transport {
    private static final String PATH = "/bin:/usr/bin";
    private static final int UMASK = 022;

    private final Settings settings;

    LmtpTransport(Settings settings) {
        this.settings = settings;
    }

    @Override
    public int maxRecipients() {
        if (settings.get(LmtpDriver.COMMAND).filter(CommandLine::isPersonal).isPresent()) {
            return 1;
        }
        return Batching.recipients(settings, LmtpDriver.BATCH_MAX, List.of(LmtpDriver.SOCKET));
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws ExpansionException {
        Map<Recipient, Status> statuses = new HashMap<>();
        Duration timeout = settings.get(LmtpDriver.TIMEOUT);
        try {
            Outgoing message = delivery.outgoing();
            try (LmtpLink link = connect(delivery, timeout)) {
                new LmtpDialogue(link, hostName(delivery), settings.get(LmtpDriver.IGNORE_QUOTA), statuses)
                        .run(message, delivery, settings);
            }
        } catch (IOException e) {
            for (Recipient recipient : delivery.recipients()) {
                statuses.putIfAbsent(recipient, LocalTrouble.deferred(e));
            }
        }
        return statuses;
    }

    private static String hostName(Delivery delivery) throws ExpansionException {
        Optional<Text> name = delivery.context().variable("primary_hostname");
        return name.isEmpty()
                ? "localhost"
                : HelloName.ascii(name.get(), delivery.context()).value();
    }

    private LmtpLink connect(Delivery delivery, Duration timeout) throws IOException, ExpansionException {
        Optional<Expression> socket = settings.get(LmtpDriver.SOCKET);
        if (socket.isPresent()) {
            Text name = untainted(socket.get().expand(delivery.context()), "socket");
            Path path = LocalPath.of(name.value());
            try {
                return LmtpLink.of(
                        delivery.identity().call(() -> SocketChannel.open(UnixDomainSocketAddress.of(path))), timeout);
            } catch (IOException e) {
                throw new LocalTrouble("failed to connect to socket " + path + " (" + settings.name() + " transport): "
                        + LocalTrouble.describe(e));
            }
        }
        Map<String, String> environment = Map.of("PATH", PATH, "SHELL", "/bin/sh");
        return LmtpLink.of(LocalProcess.start(command(delivery), environment, UMASK, delivery), timeout);
    }

    private List<String> command(Delivery delivery) throws IOException, ExpansionException {
        Context context = delivery.context();
        List<Text> addresses = delivery.recipients().stream()
                .map(recipient -> Text.trusted(recipient.address().toString()))
                .toList();
        List<String> words = new ArrayList<>();
        for (Text word : settings.get(LmtpDriver.COMMAND).orElseThrow().expand(context, addresses, List.of())) {
            words.add(untainted(word, "command").value());
        }
        if (words.isEmpty()) {
            throw new LocalTrouble("no command specified for " + settings.name() + " transport");
        }
        if (!words.getFirst().startsWith("/") || !Files.isExecutable(Path.of(words.getFirst()))) {
            throw new LocalTrouble(
                    "\"" + words.getFirst() + "\" command not found for " + settings.name() + " transport");
        }
        return words;
    }

    private Text untainted(Text text, String what) throws LocalTrouble {
        if (text.tainted()) {
            throw new LocalTrouble(
                    "Tainted '" + text + "' (" + what + " for " + settings.name() + " transport) not permitted");
        }
        return text;
    }
}
