package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;

/// `personal`: whether a person sent the message to this recipient, by one of the recipient's names (Exim's
/// filter specification, 3.24): not a bounce, a list, or an automatic answer.
///
/// @param aliases other names of the recipient
record Personal(List<FilterString> aliases) implements EximCondition {
    private static final List<String> LIST_FIELDS = List.of(
            "List-Id", "List-Help", "List-Subscribe", "List-Unsubscribe", "List-Post", "List-Owner", "List-Archive");
    private static final List<String> ROBOTS =
            List.of("server@", "daemon@", "root@", "listserv@", "majordomo@", "-request@");

    @Override
    public boolean holds(EximRun run) throws FilterFault {
        List<String> names = names(run);
        return run.context()
                .message()
                .filter(message -> !message.sender().isNull() && !isFromRobot(message))
                .filter(message -> anyAddress(message, "To", address -> containsAny(address, names)))
                .filter(message -> !anyAddress(message, "From", address -> isOther(address, names)))
                .isPresent();
    }

    private List<String> names(EximRun run) throws FilterFault {
        List<String> names = new ArrayList<>();
        run.context()
                .recipient()
                .map(Recipient::address)
                .map(Address::toString)
                .ifPresent(name -> names.add(lower(name)));
        for (FilterString alias : aliases) {
            names.add(lower(alias.expand(run.context(), "filter file").value()));
        }
        names.removeIf(String::isEmpty);
        return names;
    }

    private static boolean isFromRobot(Message message) {
        return message.headers().stream().anyMatch(Personal::isOfRobot);
    }

    private static boolean isOfRobot(Header header) {
        String value = lower(header.value());
        return LIST_FIELDS.stream().anyMatch(header::is)
                || (header.is("Auto-Submitted") && !value.equals("no"))
                || (header.is("Precedence")
                        && (value.contains("bulk") || value.contains("list") || value.contains("junk")));
    }

    private static boolean isOther(String address, List<String> names) {
        return containsAny(address, names)
                || containsAny(address, ROBOTS)
                || (address.startsWith("owner-") && address.indexOf('@') > "owner-".length());
    }

    private static boolean containsAny(String address, List<String> words) {
        return words.stream().anyMatch(address::contains);
    }

    private static boolean anyAddress(Message message, String field, Predicate<String> test) {
        return message.headers().stream()
                .filter(header -> header.is(field))
                .flatMap(header -> MailboxParser.list(header.value().replace("\r\n", "\n")).stream())
                .filter(MailboxParser.Result.Parsed.class::isInstance)
                .map(MailboxParser.Result.Parsed.class::cast)
                .anyMatch(parsed -> test.test(lower(parsed.text())));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
