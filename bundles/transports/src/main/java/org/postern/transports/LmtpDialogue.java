package org.postern.transports;

import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// One message by LMTP: like SMTP, but after the data there is a reply for each recipient (RFC 2033, 4.2).
/// Used by one thread, once.
///
/// @param link the connection
/// @param hostName what is said at LHLO
/// @param ignoreQuota whether mailboxes are to take the message even if they are full
/// @param statuses what becomes of each recipient, as soon as it is known
record LmtpDialogue(LmtpLink link, String hostName, boolean ignoreQuota, Map<Recipient, Status> statuses) {
    private static final LocalText DATA = new LocalText(true, ".", "..");

    void run(Outgoing message, Delivery delivery, Settings settings) throws IOException, ExpansionException {
        List<Recipient> recipients = delivery.recipients();
        String greeting = link.reply("initial connection");
        if (refused(greeting, '2', "initial connection", recipients)) {
            return;
        }
        String hello = say("LHLO " + hostName);
        if (refused(hello, '2', "LHLO " + hostName, recipients)) {
            return;
        }
        LmtpExtensions extensions = LmtpExtensions.of(hello, delivery, settings);
        statuses.putAll(extensions.failed(message.returnPath(), recipients));
        List<Recipient> left =
                recipients.stream().filter(to -> !statuses.containsKey(to)).toList();
        if (left.isEmpty()) {
            quit();
            return;
        }
        String from = "MAIL FROM:<" + written(message.returnPath(), extensions) + ">" + extensions.parameters();
        if (refused(say(from), '2', from, left)) {
            quit();
            return;
        }
        List<Recipient> accepted = accepted(left, hello, extensions);
        if (!accepted.isEmpty() && !refused(say("DATA"), '3', "DATA", accepted)) {
            send(message);
            for (Recipient recipient : accepted) {
                statuses.put(recipient, status(link.reply("end of data"), "end of data"));
            }
        }
        quit();
    }

    private String say(String command) throws IOException {
        link.send(command);
        return link.reply(command);
    }

    /// Whether a reply is not of the class that lets the dialogue go on: it is the status of these
    /// recipients then.
    private boolean refused(String reply, char wanted, String after, List<Recipient> recipients) {
        if (reply.charAt(0) == wanted) {
            return false;
        }
        recipients.forEach(recipient -> statuses.put(recipient, refusal(reply, after)));
        return true;
    }

    private static String written(Address address, LmtpExtensions extensions) throws LocalTrouble {
        return checked(extensions.address(address).orElse(address).toString());
    }

    private List<Recipient> accepted(List<Recipient> recipients, String hello, LmtpExtensions extensions)
            throws IOException {
        boolean offered = hello.lines()
                .anyMatch(line -> line.substring(Math.min(4, line.length()))
                        .strip()
                        .toUpperCase(Locale.ROOT)
                        .equals("IGNOREQUOTA"));
        List<Recipient> accepted = new ArrayList<>();
        for (Recipient recipient : recipients) {
            String command = "RCPT TO:<" + written(recipient.address(), extensions) + ">"
                    + (ignoreQuota && offered ? " IGNOREQUOTA" : "");
            String reply = say(command);
            if (reply.charAt(0) == '2') {
                accepted.add(recipient);
            } else {
                statuses.put(recipient, refusal(reply, command));
            }
        }
        return accepted;
    }

    /// An address never ends the command in which it stands.
    private static String checked(String address) throws LocalTrouble {
        if (address.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new LocalTrouble("an address with a line break cannot be sent by LMTP");
        }
        return address;
    }

    private void send(Outgoing message) throws IOException {
        try (var data = link.data()) {
            DATA.write(message, "", ".\r\n", Channels.newChannel(data));
            data.flush();
        }
    }

    private static Status status(String reply, String after) {
        return reply.charAt(0) == '2'
                ? new Status.Delivered(Optional.empty(), "").confirmed(inOneLine(reply))
                : refusal(reply, after);
    }

    private static String inOneLine(String reply) {
        return reply.replaceAll("\\n\\d{3}[- ]?", " ").replaceFirst("^(\\d{3})-", "$1 ");
    }

    private static Status refusal(String reply, String after) {
        Problem problem = Problem.local("LMTP error after " + after + ": " + inOneLine(reply));
        return reply.charAt(0) == '5' ? new Status.Failed(problem) : new Status.Deferred(problem);
    }

    private void quit() {
        try {
            link.send("QUIT");
        } catch (IOException _) {
            // All has been said.
        }
    }
}
