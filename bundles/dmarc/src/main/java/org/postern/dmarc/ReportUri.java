package org.postern.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;

/// A place where a domain wants reports (`rua`, `ruf`): an address, of a `mailto:` URI.
///
/// @param address the mailbox; its domain is one in the form of [DomainNames]
/// @param limit the greatest report in bytes that it takes (`!10m`, of RFC 7489); [Long#MAX_VALUE] for any
record ReportUri(Address address, long limit) {
    private static final int MAX_URIS = 20;
    private static final int MAX_LENGTH = 1000;
    private static final String MAILTO = "mailto:";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[^\\s!]+");
    private static final Pattern SIZE = Pattern.compile("\\s*(\\d{1,15})\\s*([KkMmGgTt]?)\\s*");

    /// What a tag says.
    ///
    /// @param uris the addresses, in order, at most twenty
    /// @param flaws how many things are no URIs; a URI with another scheme than `mailto:` is none of them
    record Uris(List<ReportUri> uris, int flaws) {
        Uris {
            uris = List.copyOf(uris);
        }
    }

    /// Reads the value of a tag.
    static Uris parse(String value) {
        List<ReportUri> uris = new ArrayList<>();
        int flaws = 0;
        int start = 0;
        for (int items = 0; start <= value.length() && items < MAX_URIS; items++) {
            int comma = value.indexOf(',', start);
            int end = comma < 0 ? value.length() : comma;
            String item =
                    end - start > MAX_LENGTH ? "" : value.substring(start, end).strip();
            Optional<ReportUri> uri = one(item);
            uri.ifPresent(uris::add);
            flaws += uri.isPresent() || isOfAnotherKind(item) ? 0 : 1;
            start = end + 1;
        }
        return new Uris(uris, flaws);
    }

    private static boolean isOfAnotherKind(String item) {
        boolean isMailto = item.regionMatches(true, 0, MAILTO, 0, MAILTO.length());
        return SCHEME.matcher(item).matches() && (!isMailto || item.startsWith("//", MAILTO.length()));
    }

    private static Optional<ReportUri> one(String item) {
        if (!item.regionMatches(true, 0, MAILTO, 0, MAILTO.length())) {
            return Optional.empty();
        }
        int mark = item.indexOf('!');
        String uri = item.substring(MAILTO.length(), mark < 0 ? item.length() : mark);
        Optional<Long> limit = mark < 0 ? Optional.of(Long.MAX_VALUE) : size(item.substring(mark + 1));
        int query = uri.indexOf('?');
        Optional<Address> address =
                decoded(query < 0 ? uri : uri.substring(0, query)).flatMap(ReportUri::mailbox);
        return address.isPresent() && limit.isPresent()
                ? Optional.of(new ReportUri(address.get(), limit.get()))
                : Optional.empty();
    }

    private static Optional<Long> size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            case "t" -> 40;
            default -> 0;
        };
        long number = Long.parseLong(size.group(1));
        return Optional.of(number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift);
    }

    private static Optional<String> decoded(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                c = (char) (high << 4 | low);
                i += 2;
            }
            if (c < ' ' || c > '~') {
                return Optional.empty();
            }
            plain.append(c);
        }
        return Optional.of(plain.toString());
    }

    private static Optional<Address> mailbox(String text) {
        if (!(MailboxParser.parse(text) instanceof MailboxParser.Result.Parsed parsed)) {
            return Optional.empty();
        }
        Address address = parsed.address();
        return DomainNames.of(address.domain()).map(domain -> new Address(address.localPart(), domain));
    }

    String domain() {
        return address.domain();
    }
}
