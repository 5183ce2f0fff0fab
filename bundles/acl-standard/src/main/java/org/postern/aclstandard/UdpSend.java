package org.postern.aclstandard;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.dns.Dns;
import org.postern.api.smtp.Session;
import org.postern.spi.AclModifier;

/// `udpsend = <; HOST ; PORT ; TEXT`: sends the text as one datagram.
final class UdpSend implements AclModifier {
    private final Dns dns;

    UdpSend(Dns dns) {
        this.dns = dns;
    }

    @Override
    public String name() {
        return "udpsend";
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return Modifier.expanding(argument, compiler, this::send);
    }

    private void send(Context context, Text argument) throws ExpansionException {
        List<String> items = Lists.split(argument.value());
        String host = item(items, 0, "expected udpsend destination host");
        int port = port(item(items, 1, "expected udpsend destination port"));
        byte[] data = item(items, 2, "expected udpsend datagram content").getBytes(StandardCharsets.ISO_8859_1);
        if (context.session().filter(Session::isTrial).isPresent()) {
            return;
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(data, data.length, address(host), port));
        } catch (IOException e) {
            throw ExpansionException.defer("udpsend to " + host + " failed: " + e.getMessage());
        }
    }

    private static String item(List<String> items, int index, String fault) throws ExpansionException {
        if (items.size() <= index || items.get(index).isEmpty()) {
            throw ExpansionException.defer(fault);
        }
        return items.get(index);
    }

    private static int port(String text) throws ExpansionException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) == 0 || Integer.parseInt(text) > 65535) {
            throw ExpansionException.defer("bad udpsend port number " + text);
        }
        return Integer.parseInt(text);
    }

    private InetAddress address(String host) throws IOException {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            List<InetAddress> found = dns.addresses(host);
            if (found.isEmpty()) {
                throw new IOException("no address for " + host);
            }
            return found.getFirst();
        }
    }
}
