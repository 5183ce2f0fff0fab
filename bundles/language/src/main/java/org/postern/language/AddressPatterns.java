package org.postern.language;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;

/// Compiles the patterns of a list of addresses (Exim's manual, 10.19). For one list.
final class AddressPatterns implements Patterns<Address> {
    private final ListContext list;
    private boolean caseful;

    AddressPatterns(ListContext list) {
        this.list = list;
    }

    @Override
    public Patterns<Address> lines() {
        AddressPatterns lines = new AddressPatterns(list);
        lines.caseful = caseful;
        return lines;
    }

    @Override
    public Optional<ListPattern<Address>> word(String word) throws ConfigException {
        if (word.equals("+caseful")) {
            caseful = true;
            return Optional.empty();
        }
        return Optional.of(pattern(word));
    }

    private ListPattern<Address> pattern(String word) throws ConfigException {
        Outcome matched = Outcome.yes(list.text(word));
        if (word.isEmpty()) {
            return (subject, _) -> subject.isNull() ? matched : Outcome.NO;
        }
        if (word.equals("*")) {
            return (_, _) -> matched;
        }
        if (word.startsWith("^")) {
            return regex(word, matched);
        }
        if (word.startsWith("@@")) {
            return byDomain(word);
        }
        int semicolon = word.indexOf(';');
        int at = semicolon < 0 ? lastAt(word) : firstAt(word, semicolon);
        if (at >= 0) {
            return parts(word.substring(0, at), word.substring(at + 1), matched);
        }
        Optional<LookupPattern> lookup = list.lookup(word);
        if (lookup.isEmpty()) {
            return domainOnly(word);
        }
        LookupPattern found = lookup.get();
        return (subject, context) -> subject.isNull() ? Outcome.NO : found.match(Text.tainted(whole(subject)), context);
    }

    private ListPattern<Address> byDomain(String word) throws ConfigException {
        LookupPattern lookup =
                list.lookup(word.substring(2)).orElseThrow(() -> new ConfigException("not a lookup after @@: " + word));
        return new LocalPartsByDomain(lookup, list.compiler(), caseful);
    }

    /// Where the domain begins; before `@`, `@[]` and `@mx_any`, which are domains, another `@` stands.
    private static int lastAt(String word) {
        int at = word.lastIndexOf('@');
        return at > 0 && word.charAt(at - 1) == '@' ? at - 1 : at;
    }

    /// Where the domain begins whose pattern is a lookup; -1 if the whole is one, perhaps with `*@` after
    /// its type.
    private static int firstAt(String word, int semicolon) {
        int at = word.indexOf('@');
        boolean ofType =
                at > 1 && word.charAt(at - 1) == '*' && (word.startsWith(";", at + 1) || word.startsWith(",", at + 1));
        return at > semicolon || ofType ? -1 : at;
    }

    private ListPattern<Address> regex(String word, Outcome matched) throws ConfigException {
        Regex regex = list.environment().regex(word, !caseful);
        return (subject, context) -> {
            Optional<Captures> found = regex.find(Text.tainted(whole(subject)));
            found.ifPresent(captures -> Scope.of(context).captures = captures);
            return found.isPresent() ? matched : Outcome.NO;
        };
    }

    private ListPattern<Address> domainOnly(String word) throws ConfigException {
        ListPattern<String> domain = domain(word);
        return (subject, context) -> subject.isNull() ? Outcome.NO : domain.match(subject.domain(), context);
    }

    private ListPattern<Address> parts(String local, String domainWord, Outcome matched) throws ConfigException {
        ListPattern<String> domain = domainWord.isEmpty() ? LITERALLY_NO_DOMAIN : domain(domainWord);
        boolean wild = local.startsWith("*");
        String wanted = folded(wild ? local.substring(1) : local);
        return (subject, context) -> {
            String part = folded(subject.localPart());
            if (subject.isNull() || !(wild ? part.endsWith(wanted) : part.equals(wanted))) {
                return Outcome.NO;
            }
            return inDomain(domain.match(subject.domain(), context), subject, wild ? wanted : "", matched, context);
        };
    }

    private static final ListPattern<String> LITERALLY_NO_DOMAIN =
            (domain, _) -> domain.isEmpty() ? Outcome.yes(Text.EMPTY) : Outcome.NO;

    private static Outcome inDomain(Outcome domain, Address subject, String suffix, Outcome matched, Context context) {
        if (!(domain instanceof Outcome.Yes)) {
            return domain;
        }
        if (!suffix.isEmpty()) {
            String part = subject.localPart();
            String wild = part.substring(0, part.length() - suffix.length());
            Scope.of(context).captures = new Captures(List.of(subject.toString(), wild), true);
        }
        return matched;
    }

    private ListPattern<String> domain(String word) throws ConfigException {
        if (word.startsWith("+")) {
            return list.compiler().named(ListKind.DOMAIN, word.substring(1));
        }
        return new TextPatterns(ListKind.DOMAIN, list, caseful)
                .word(word)
                .orElseThrow(() -> new ConfigException("not a domain: " + word));
    }

    private String folded(String text) {
        return caseful ? text : Letters.lower(text);
    }

    private String whole(Address address) {
        return address.isNull()
                ? ""
                : folded(address.localPart()) + (address.domain().isEmpty() ? "" : "@" + address.domain());
    }
}
