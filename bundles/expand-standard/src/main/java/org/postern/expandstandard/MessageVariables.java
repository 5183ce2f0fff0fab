package org.postern.expandstandard;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Controls;
import org.postern.api.mail.EncodedWords;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.spi.Variable;

/// Variables of the message in hand: envelope, size, header. Those of its body are [BodyVariables].
final class MessageVariables {
    private MessageVariables() {}

    static List<Variable> all() {
        return List.of(
                own("message_id", Message::id),
                own("message_exim_id", Message::id),
                stranger("sender_address", message -> message.sender().toString()),
                stranger(
                        "sender_address_local_part", message -> message.sender().localPart()),
                stranger("sender_address_domain", message -> message.sender().writtenDomain()),
                Variable.of("return_path", MessageVariables::returnPath),
                stranger("recipients", MessageVariables::recipients),
                number("recipients_count", message -> message.recipients().size()),
                number("message_size", Message::size),
                number("received_count", message -> received(message).count() + (isComing(message) ? 1 : 0)),
                own("received_time", message -> Long.toString(message.received().getEpochSecond())),
                Variable.of("message_age", MessageVariables::age),
                stranger("received_for", MessageVariables::receivedFor),
                stranger("reply_address", MessageVariables::replyAddress),
                Variable.of("message_smtputf8", MessageVariables::isUtf8),
                stranger("message_headers", MessageVariables::decoded),
                stranger("message_headers_raw", MessageVariables::raw));
    }

    private static Variable own(String name, Function<Message, String> aspect) {
        return Variable.of(name, context -> context.message().map(aspect).map(Text::trusted));
    }

    private static Variable stranger(String name, Function<Message, String> aspect) {
        return Variable.of(name, context -> context.message().map(aspect).map(Text::tainted));
    }

    /// Whether the message in hand may have UTF-8 in its addresses.
    private static Optional<Text> isUtf8(Context context) {
        return Optional.of(Text.trusted(context.get(Controls.UTF8).orElse(false) ? "yes" : "no"));
    }

    private static Variable number(String name, Function<Message, Number> aspect) {
        return Variable.of(
                name,
                context -> Optional.of(Text.trusted(
                        Long.toString(context.message().map(aspect).orElse(0).longValue()))));
    }

    private static Optional<Text> returnPath(Context context) {
        return context.recipient()
                .flatMap(recipient -> recipient.fact("return_path"))
                .or(() -> context.message()
                        .map(message -> Text.tainted(message.sender().toString())));
    }

    private static Optional<Text> age(Context context) throws ExpansionException {
        return context.message()
                .map(message -> Text.trusted(Long.toString(Math.max(
                        0, context.now().getEpochSecond() - message.received().getEpochSecond()))));
    }

    private static String recipients(Message message) {
        return message.recipients().stream()
                .map(recipient -> recipient.address().toString())
                .collect(Collectors.joining(", "));
    }

    private static String receivedFor(Message message) {
        return message.recipients().size() == 1
                ? message.recipients().getFirst().address().toString()
                : "";
    }

    /// Whether the message is complete, but has not got the Received field of this host yet.
    private static boolean isComing(Message message) {
        return message.id().isEmpty() && message.body().isPresent();
    }

    private static Stream<Header> received(Message message) {
        return message.headers().stream().filter(header -> header.is("Received"));
    }

    private static String replyAddress(Message message) {
        return named(message, "Reply-To").or(() -> named(message, "From")).orElse("");
    }

    private static Optional<String> named(Message message, String name) {
        return message.headers().stream()
                .filter(header -> header.is(name))
                .map(header -> header.value().replace("\r\n", "\n"))
                .filter(value -> !value.isEmpty())
                .reduce((first, next) -> first + ",\n" + next);
    }

    private static String raw(Message message) {
        return message.headers().stream()
                .map(header -> header.text().replace("\r\n", "\n"))
                .collect(Collectors.joining());
    }

    private static String decoded(Message message) {
        return EncodedWords.decode(
                raw(message).replaceAll("[ \t]*\n(?![ \t])", "\n").stripTrailing());
    }
}
