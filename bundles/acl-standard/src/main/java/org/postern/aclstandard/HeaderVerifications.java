package org.postern.aclstandard;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.spi.AclCondition;

/// `verify = header_syntax`, `verify = not_blind`, `verify = header_names_ascii`.
final class HeaderVerifications {
    private HeaderVerifications() {}

    static List<AclCondition> all() {
        return List.of(
                new HeaderVerification("header_syntax", HeaderVerifications::syntax),
                new HeaderVerification("not_blind", HeaderVerifications::notBlind),
                new HeaderVerification("header_names_ascii", HeaderVerifications::namesAscii));
    }

    private static HeaderVerification.Check syntax(String options) throws ConfigException {
        NoOptions.ofVerify("header_syntax", options);
        return HeaderSyntax::complaint;
    }

    private static HeaderVerification.Check namesAscii(String options) throws ConfigException {
        NoOptions.ofVerify("header_names_ascii", options);
        return (message, _) -> names(message);
    }

    private static HeaderVerification.Check notBlind(String options) throws ConfigException {
        boolean anyCase = options.strip().equalsIgnoreCase("case_insensitive");
        if (!anyCase) {
            NoOptions.ofVerify("not_blind", options);
        }
        return (message, _) -> blind(message, anyCase);
    }

    /// A recipient who is named in no To or Cc field is one who was meant not to be seen.
    private static String blind(Message message, boolean anyCase) {
        Set<Address> named = message.headers().stream()
                .filter(header -> header.is("To") || header.is("Cc"))
                .flatMap(header -> MailboxParser.list(header.value()).stream())
                .filter(MailboxParser.Result.Parsed.class::isInstance)
                .map(mailbox -> key(((MailboxParser.Result.Parsed) mailbox).address(), anyCase))
                .collect(Collectors.toSet());
        boolean allNamed = message.recipients().stream()
                .map(Recipient::address)
                .allMatch(address -> named.contains(key(address, anyCase)));
        return allNamed ? "" : "bcc recipient detected";
    }

    private static Address key(Address address, boolean anyCase) {
        return anyCase ? address.withLocalPart(address.localPart().toLowerCase(Locale.ROOT)) : address;
    }

    private static String names(Message message) {
        return message.headers().stream()
                .map(Header::name)
                .filter(name -> name.chars().anyMatch(c -> c < 33 || c > 126))
                .findFirst()
                .map(name -> "Invalid character in header \"" + name + "\" found")
                .orElse("");
    }
}
