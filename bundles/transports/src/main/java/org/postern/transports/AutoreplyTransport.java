package org.postern.transports;

import java.io.IOException;
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
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// Answers messages: with what a filter says, or else what its options say. Trouble of whatever kind defers.
final class AutoreplyTransport implements Transport {
    private final Settings settings;

    AutoreplyTransport(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws ExpansionException {
        Recipient recipient = delivery.recipients().getFirst();
        try {
            answer(delivery, delivery.context(recipient));
            return Map.of(recipient, new Status.Delivered(Optional.empty(), ""));
        } catch (IOException e) {
            return Map.of(recipient, LocalTrouble.deferred(e));
        }
    }

    private void answer(Delivery delivery, Context context) throws IOException, ExpansionException {
        AutoReply reply = withoutNeverMail(Reply.of(settings, context), context);
        List<Address> recipients = new ArrayList<>();
        for (String part : List.of("to", "cc", "bcc")) {
            recipients.addAll(addresses(reply.part(part).map(Text::value).orElse(""), context));
        }
        if (recipients.isEmpty()) {
            return; // such as the sender of a bounce
        }
        Optional<OnceFile> once = once(reply, delivery);
        String to = reply.part("to").map(Text::value).orElse("");
        if (once.isPresent() && once.get().holds(to, reply.onceRepeat(), context.now())) {
            new ReplyLog(settings, reply, delivery).previouslySent(to);
            return;
        }
        Outgoing message = new ReplyMessage(settings, reply, delivery, context).make();
        if (once.isPresent()) {
            once.get().remember(to, reply.onceRepeat(), context.now());
        }
        delivery.submit(message, recipients);
        new ReplyLog(settings, reply, delivery).sent();
    }

    private Optional<OnceFile> once(AutoReply reply, Delivery delivery) throws IOException {
        Optional<Text> name = reply.part("once").filter(text -> !text.isEmpty());
        if (name.isEmpty() || reply.part("to").isEmpty()) {
            return Optional.empty();
        }
        Path file = file(name.get(), "once file");
        return Optional.of(new OnceFile(
                file,
                settings.get(AutoreplyOptions.MODE),
                settings.get(AutoreplyOptions.ONCE_FILE_SIZE),
                delivery.identity()));
    }

    private Path file(Text name, String what) throws IOException {
        return ReplyLog.path(name, what, settings);
    }

    /// The addresses of a list, with the domain of this host where they have none.
    private static List<Address> addresses(String list, Context context) throws ExpansionException {
        String domain = context.variable("qualify_domain").map(Text::value).orElse("localhost");
        return HeaderLines.addresses(list).stream()
                .filter(address -> !address.isNull())
                .map(address -> address.domain().isEmpty() ? new Address(address.localPart(), domain) : address)
                .toList();
    }

    private AutoReply withoutNeverMail(AutoReply reply, Context context) throws ExpansionException {
        Optional<MatchList<Address>> never = settings.get(AutoreplyOptions.NEVER_MAIL);
        if (never.isEmpty()) {
            return reply;
        }
        Map<String, Text> parts = new HashMap<>(reply.parts());
        for (String part : List.of("to", "cc", "bcc")) {
            Optional<Text> list = reply.part(part);
            if (list.isPresent()) {
                parts.put(part, list.get().with(kept(list.get().value(), never.get(), context)));
            }
        }
        parts.values().removeIf(Text::isEmpty);
        Duration repeat = reply.onceRepeat();
        return new AutoReply(parts, reply.expandFile(), reply.returnMessage(), repeat);
    }

    private static String kept(String list, MatchList<Address> never, Context context) throws ExpansionException {
        List<String> kept = new ArrayList<>();
        for (String item : MailboxParser.items(list)) {
            List<Address> found = addresses(item, context);
            if (!found.isEmpty() && !matches(found.getFirst(), never, context)) {
                kept.add(item.strip());
            }
        }
        return String.join(", ", kept);
    }

    private static boolean matches(Address address, MatchList<Address> list, Context context)
            throws ExpansionException {
        return switch (list.match(address, context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched _ -> false;
            case MatchList.Match.Deferred(var reason) -> throw ExpansionException.defer(reason);
        };
    }
}
