package org.postern.language;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Header;
import org.postern.core.Rewriting;

/// Rewriting rules in order.
final class Rewriter implements Rewriting {
    private static final Map<String, Place> FIELDS = Map.of(
            "sender", Place.SENDER,
            "from", Place.FROM,
            "to", Place.TO,
            "cc", Place.CC,
            "bcc", Place.BCC,
            "reply-to", Place.REPLY_TO);

    private final List<RewriteRule> rules;
    private final Charset charset;

    /// @param charset of the rules, for names in header fields
    Rewriter(List<RewriteRule> rules, Charset charset) {
        this.rules = List.copyOf(rules);
        this.charset = charset;
    }

    @Override
    public boolean applies(Place place) {
        return rules.stream().anyMatch(rule -> rule.isFor(place));
    }

    @Override
    public Rewritten rewrite(String address, Place place, Context context) throws ExpansionException {
        AddressRewriting rewriting = new AddressRewriting(address, place, charset, context);
        for (RewriteRule rule : rules) {
            if (rule.isFor(place) && !rewriting.apply(rule)) {
                break;
            }
        }
        return rewriting.result();
    }

    @Override
    public List<Header> headers(List<Header> headers, Context context) throws ExpansionException {
        List<Header> rewritten = new ArrayList<>(headers.size());
        for (Header header : headers) {
            Optional<Place> place = place(header).filter(this::applies);
            rewritten.add(place.isEmpty() ? header : header(header, place.get(), context));
        }
        return rewritten;
    }

    private static Optional<Place> place(Header header) {
        String name = header.name().toLowerCase(Locale.ROOT);
        return Optional.ofNullable(FIELDS.get(name.startsWith("resent-") ? name.substring(7) : name));
    }

    private Header header(Header header, Place place, Context context) throws ExpansionException {
        int value = header.text().indexOf(':') + 1;
        String list = header.text().substring(value);
        StringBuilder text = new StringBuilder(header.text().substring(0, value));
        int copied = 0;
        for (int[] range : Extracted.mailboxes(list)) {
            String mailbox = list.substring(range[0], range[1]);
            String after = mailbox(mailbox, place, context);
            text.append(list, copied, range[0]).append(after);
            copied = range[1];
        }
        text.append(list, copied, list.length());
        return header.text().contentEquals(text) ? header : new Header(text.toString());
    }

    /// A mailbox of a header field; what is no qualified address stays.
    private String mailbox(String mailbox, Place place, Context context) throws ExpansionException {
        int start = mailbox.length() - mailbox.stripLeading().length();
        int end = mailbox.stripTrailing().length();
        if (start >= end) {
            return mailbox;
        }
        String inner = mailbox.substring(start, end);
        Extracted extracted;
        try {
            extracted = Extracted.of(inner, false);
        } catch (Extracted.NoAddress _) {
            return mailbox;
        }
        if (!extracted.qualified()) {
            return mailbox;
        }
        Rewritten rewritten = rewrite(extracted.address(), place, context);
        if (rewritten.text().equals(extracted.address())) {
            return mailbox;
        }
        String after = rewritten.whole()
                ? rewritten.text()
                : inner.substring(0, extracted.start()) + rewritten.text() + inner.substring(extracted.end());
        return mailbox.substring(0, start) + after + mailbox.substring(end);
    }
}
