package org.postern.pipeconnect;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.hints.HintsStore;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.EarlyHello;

/// What servers that take early commands have announced, by address and port, in clear and through TLS. Hints
/// that cannot be had or kept now are as none: the greeting is waited for.
///
/// One that does not take what it says that it takes is left alone as long as its announcement would be kept.
final class EhloCache implements EarlyHello {
    private static final String DATABASE = "ehlo";
    private static final String LEFT_ALONE = "-";

    private final HintsStore hints;

    EhloCache(HintsStore hints) {
        this.hints = hints;
    }

    @Override
    public String name() {
        return "pipe-connect";
    }

    @Override
    public Optional<Capabilities> expected(Server server, Delivery delivery, Settings transport) {
        if (!isWanted(server.host(), delivery, transport)) {
            return Optional.empty();
        }
        Context context = delivery.context();
        try {
            return hints.find(DATABASE, key(server), context.now()).flatMap(Announcement::read);
        } catch (IOException e) {
            context.log().main("EHLO cache: " + e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void announced(Server server, Capabilities capabilities, Delivery delivery, Settings transport) {
        if (isWanted(server.host(), delivery, transport)) {
            String text = Announcement.write(capabilities);
            change(server, delivery, known -> next(known, text));
        }
    }

    private static Optional<String> next(Optional<String> known, String announced) {
        boolean stays = known.isEmpty() ? announced.isEmpty() : known.get().equals(LEFT_ALONE);
        return stays ? Optional.empty() : Optional.of(announced);
    }

    @Override
    public void refused(Server server, Delivery delivery, Settings transport) {
        delivery.context()
                .log()
                .main(
                        delivery.message().id(),
                        "H=" + server.host() + " does not take early commands though it offers that");
        change(server, delivery, _ -> Optional.of(LEFT_ALONE));
    }

    private void change(Server server, Delivery delivery, HintsStore.Change change) {
        Context context = delivery.context();
        Duration keep = context.setting(PipeConnectPlugin.RETRY_DATA_EXPIRE);
        try {
            hints.change(DATABASE, key(server), context.now(), keep, change);
        } catch (IOException e) {
            context.log().main("EHLO cache: " + e.getMessage());
        }
    }

    private static String key(Server server) {
        return IpText.of(server.address().getAddress()) + "." + server.address().getPort() + ".EHLO"
                + (server.encrypted() ? ".TLS" : "");
    }

    /// A list that cannot be matched now is waited for by waiting for the greeting.
    private static boolean isWanted(Host host, Delivery delivery, Settings transport) {
        Optional<MatchList<InetAddress>> hosts = transport.get(PipeConnectPlugin.HOSTS_PIPE_CONNECT);
        try {
            return hosts.isPresent()
                    && host.address().isPresent()
                    && hosts.get()
                            .match(host.address().get(), delivery.context())
                            .holds();
        } catch (ExpansionException e) {
            delivery.context().log().main(delivery.message().id(), "hosts_pipe_connect: " + e.getMessage());
            return false;
        }
    }
}
