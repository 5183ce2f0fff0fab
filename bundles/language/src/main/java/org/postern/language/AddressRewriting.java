package org.postern.language;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;
import org.postern.core.LogSelector;
import org.postern.core.MailContext;
import org.postern.core.Rewriting.Place;
import org.postern.core.Rewriting.Rewritten;
import org.postern.core.State.Slots;

/// The rewriting of one address by one rule after the other. Used once.
final class AddressRewriting {
    private static final int REPEATS = 10;

    private final Place place;
    private final Charset charset;
    private final Context context;
    private String subject;
    private String yield;
    private int start;
    private int end;
    private boolean whole;

    AddressRewriting(String address, Place place, Charset charset, Context context) {
        this.place = place;
        this.charset = charset;
        this.context = context;
        this.subject = address;
        this.yield = address;
        this.end = address.length();
    }

    Rewritten result() {
        return new Rewritten(yield, whole);
    }

    /// Applies a rule if it is for this address; whether later rules are to be tried.
    boolean apply(RewriteRule rule) throws ExpansionException {
        for (int count = 0; ; count++) {
            if (!place.isSmtp() && subject.lastIndexOf('@') < 0) {
                return false; // the null sender, which no rule is for
            }
            Context own = own();
            if (!matches(rule, own)) {
                return true;
            }
            if (rule.isEnd()) {
                return false;
            }
            Optional<String> replacement;
            try {
                replacement = replacement(rule, own);
            } catch (ExpansionException e) {
                return failed(rule, e);
            }
            if (replacement.isEmpty() || !accept(rule, replacement.get())) {
                return false;
            }
            if (!rule.flags().repeat()) {
                return !rule.flags().quit();
            }
            if (count >= REPEATS) {
                context.log().panic("rewrite rule repeat ignored after " + REPEATS + " times");
                return !rule.flags().quit();
            }
        }
    }

    /// The context for one rule: the address in hand is `$local_part` and `$domain`.
    private Context own() {
        if (!(context instanceof MailContext mail)) {
            return context;
        }
        int at = subject.lastIndexOf('@');
        return place.isSmtp() || at < 0
                ? mail
                : mail.with(new Subject(subject.substring(0, at), subject.substring(at + 1)), new Slots());
    }

    /// The address as a recipient, for the variables in the rule.
    private record Subject(String localPart, String domain) implements Recipient {
        @Override
        public Address address() {
            return new Address(localPart, domain);
        }

        @Override
        public Optional<Recipient> parent() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> parameters() {
            return Map.of();
        }

        @Override
        public Optional<Text> fact(String name) {
            return switch (name) {
                case "local_part" -> Optional.of(Text.tainted(localPart));
                case "domain" -> Optional.of(Text.tainted(domain));
                default -> Optional.empty();
            };
        }
    }

    private boolean matches(RewriteRule rule, Context own) throws ExpansionException {
        return place.isSmtp()
                ? rule.pattern().matchesText(subject, own)
                : rule.pattern().matches(subject, own);
    }

    private static Optional<String> replacement(RewriteRule rule, Context own) throws ExpansionException {
        // No line break of a replacement may end a header field or a command.
        String text = rule.replacement().expand(own).value().replaceAll("[\\r\\n\\x00]+", " ");
        return Optional.of(text);
    }

    /// A forced failure leaves the rule out; what cannot be known now is not known; any other fault ends
    /// rewriting.
    private boolean failed(RewriteRule rule, ExpansionException e) throws ExpansionException {
        if (e.forced()) {
            return !rule.flags().quit();
        }
        if (e.kind() == ExpansionException.Kind.DEFER) {
            throw e;
        }
        context.log()
                .panic("Expansion of " + rule.replacement().source() + " failed while rewriting: " + e.getMessage());
        return false;
    }

    /// Takes a replacement, unless it is not an address.
    private boolean accept(RewriteRule rule, String replacement) throws ExpansionException {
        Extracted parsed;
        try {
            boolean mayBeNull = place == Place.ENVELOPE_FROM || place == Place.SMTP_SENDER;
            parsed = Extracted.of(replacement, mayBeNull);
        } catch (Extracted.NoAddress e) {
            context.log()
                    .main("Rewrite of " + subject + " yielded unparseable address: " + e.fault() + " in address "
                            + replacement);
            return false;
        }
        String text = replacement;
        if (!parsed.qualified() && !parsed.address().isEmpty()) {
            if (!rule.flags().qualify()) {
                context.log().main("Rewrite of " + subject + " yielded unqualified address \"" + replacement + "\"");
                return false;
            }
            String full = parsed.address() + "@" + qualifyDomain();
            text = replacement.substring(0, parsed.start()) + full + replacement.substring(parsed.end());
            parsed = new Extracted(full, parsed.start(), parsed.start() + full.length(), true);
        }
        if (context.setting(LogSelector.OPTION).has("address_rewrite")) {
            context.log()
                    .main("\"" + yield + "\" from " + place.word() + " rewritten as \"" + text + "\" by rule "
                            + rule.number());
        }
        take(rule, text, parsed);
        return true;
    }

    private String qualifyDomain() throws ExpansionException {
        return context.variable("qualify_recipient")
                .or(() -> Optional.of(Text.trusted("localhost")))
                .get()
                .value();
    }

    private void take(RewriteRule rule, String text, Extracted parsed) {
        subject = parsed.address();
        if (place.isHeader() && rule.flags().whole()) {
            whole = true;
            fixPhrases(text, parsed);
        } else if (whole) {
            yield = yield.substring(0, start) + subject + yield.substring(end);
            end = start + subject.length();
        } else {
            yield = subject;
            end = subject.length();
        }
    }

    /// The whole mailbox, with what stands before and after the address made fit for a header.
    private void fixPhrases(String text, Extracted parsed) {
        int before = parsed.start();
        int after = parsed.end();
        boolean angle = before > 0 && after < text.length() && text.charAt(after) == '>';
        if (angle) {
            before = text.lastIndexOf('<', before - 1);
            after++;
        }
        String phrase = text.substring(0, Math.max(0, before));
        String rest = text.substring(after);
        String front = Phrase.fixed(phrase.stripTrailing(), charset)
                + phrase.substring(phrase.stripTrailing().length());
        String back = rest.substring(0, rest.length() - rest.stripLeading().length())
                + Phrase.fixed(rest.stripLeading(), charset);
        start = front.length() + parsed.start() - Math.max(0, before);
        end = start + parsed.address().length();
        yield = front
                + text.substring(Math.max(0, before), parsed.start())
                + parsed.address()
                + text.substring(parsed.end(), after)
                + back;
    }
}
