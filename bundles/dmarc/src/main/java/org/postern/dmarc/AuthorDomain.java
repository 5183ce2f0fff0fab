package org.postern.dmarc;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;

/// The one domain of the authors of a message (RFC 9989, 5.3.1), or why there is none.
///
/// @param domain in the form of [DomainNames]; empty if there is none
/// @param problem what is wrong then
record AuthorDomain(Optional<String> domain, String problem) {
    private static final int MAX_LENGTH = 16 * 1024;
    private static final int MAX_MAILBOXES = 1000;

    /// That of a header. Several mailboxes are right if they are of one domain; several fields, or domains,
    /// are not, since people may be shown another than was checked.
    static AuthorDomain of(List<Header> headers) {
        List<Header> from =
                headers.stream().filter(header -> header.is("From")).limit(2).toList();
        if (from.isEmpty()) {
            return without("there is no From field");
        }
        if (from.size() > 1) {
            return without("there is more than one From field");
        }
        String value = from.getFirst().value();
        return value.length() > MAX_LENGTH ? without("the From field is too long") : of(value);
    }

    static AuthorDomain of(String value) {
        List<String> items = MailboxParser.items(value.replaceAll("[\r\n]", ""));
        if (items.isEmpty() || items.size() > MAX_MAILBOXES) {
            return without("the From field has " + (items.isEmpty() ? "no" : "too many") + " mailboxes");
        }
        Set<String> domains = new HashSet<>();
        for (String item : items) {
            Optional<String> domain = domain(item);
            if (domain.isEmpty()) {
                return without("the From field has a mailbox that cannot be understood or has no domain name");
            }
            domains.add(domain.get());
        }
        return domains.size() > 1
                ? without("the From field has more than one domain")
                : new AuthorDomain(domains.stream().findFirst(), "");
    }

    private static Optional<String> domain(String item) {
        return MailboxParser.parse(item) instanceof MailboxParser.Result.Parsed parsed
                ? DomainNames.of(parsed.domain())
                : Optional.empty();
    }

    private static AuthorDomain without(String problem) {
        return new AuthorDomain(Optional.empty(), problem);
    }
}
