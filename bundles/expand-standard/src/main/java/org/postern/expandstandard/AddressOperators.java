package org.postern.expandstandard;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.ExpansionException;
import org.postern.api.config.Lists;
import org.postern.api.mail.MailboxParser;

/// Operators on mail and IP addresses.
final class AddressOperators {
    private AddressOperators() {}

    static List<Operator> all() {
        return List.of(
                mailbox("address", MailboxParser.Result.Parsed::text),
                mailbox("domain", MailboxParser.Result.Parsed::domain),
                mailbox("local_part", MailboxParser.Result.Parsed::localPart),
                Operator.checked("addresses", AddressOperators::addresses),
                Operator.checked("ipv6norm", text -> six(text).compressed()),
                Operator.checked("ipv6denorm", text -> six(text).full(':')),
                Operator.checked("reverse_ip", AddressOperators::reversed),
                new Operator(
                        "mask",
                        (subject, arguments, _) ->
                                subject.with(mask(subject.value(), arguments.equals(List.of("n"))))));
    }

    private static Operator mailbox(String name, Function<MailboxParser.Result.Parsed, String> part) {
        return Operator.of(name, text -> switch (MailboxParser.parse(text)) {
            case MailboxParser.Result.Parsed parsed -> part.apply(parsed);
            case MailboxParser.Result.Malformed _ -> "";
        });
    }

    /// The addresses of a list, separated by colons, or by the character after a leading `>`.
    private static String addresses(String text) throws ExpansionException {
        String list = text.stripLeading();
        boolean changed = list.startsWith(">");
        if (changed && list.length() == 1) {
            throw ExpansionException.error("output separator missing in expanding ${addresses:" + list + "}");
        }
        char separator = changed ? list.charAt(1) : ':';
        List<String> found = MailboxParser.list(changed ? list.substring(2) : list).stream()
                .filter(MailboxParser.Result.Parsed.class::isInstance)
                .map(result -> ((MailboxParser.Result.Parsed) result).text())
                .toList();
        return Lists.join(separator, found);
    }

    private static IpAddress six(String text) throws ExpansionException {
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isEmpty()) {
            throw ExpansionException.error("\"" + text + "\" is not an IP address");
        }
        return address.get().asIpv6();
    }

    private static String reversed(String text) throws ExpansionException {
        Optional<IpAddress> address = IpAddress.parse(text);
        if (address.isEmpty()) {
            throw ExpansionException.error("reverse_ip() not given an IP address [" + text + "]");
        }
        return address.get().reversed();
    }

    /// The address with its mask applied; for lookups in files an IPv6 address has dots, unless it is
    /// `normal`.
    private static String mask(String text, boolean normal) throws ExpansionException {
        int slash = text.indexOf('/');
        Optional<IpAddress> address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            throw ExpansionException.error("\"" + text + "\" is not an IP address");
        }
        String length = slash < 0 ? "" : text.substring(slash + 1);
        if (!length.matches("\\d{1,4}")) {
            throw ExpansionException.error("missing mask value in \"" + text + "\"");
        }
        int bits = Integer.parseInt(length);
        if (bits > address.get().bits()) {
            throw ExpansionException.error("mask value too big in \"" + text + "\"");
        }
        IpAddress masked = address.get().mask(bits);
        return (normal ? masked.compressed() : masked.full('.')) + "/" + bits;
    }
}
