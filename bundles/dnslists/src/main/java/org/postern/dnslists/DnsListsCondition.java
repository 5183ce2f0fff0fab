package org.postern.dnslists;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.net.IpText;
import org.postern.dnslists.DnsListLookup.UnknownException;
import org.postern.spi.AclCondition;

/// `dnslists = LIST`: the client, or what follows a slash, is in one of the lists.
final class DnsListsCondition implements AclCondition {
    private final DnsListLookup lookup;

    DnsListsCondition(DnsListLookup lookup) {
        this.lookup = lookup;
    }

    /// What a list means that gives no answer.
    private enum Unknown {
        LISTED("assumed in list"),
        NOT_LISTED("assumed not in list"),
        DEFER("returned DEFER");

        private final String words;

        Unknown(String words) {
            this.words = words;
        }
    }

    /// What is known of one list, or of one key.
    private enum Found {
        LISTED,
        NOT_LISTED,
        DEFER
    }

    @Override
    public String name() {
        return "dnslists";
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        return AclCondition.expanding(argument, compiler, this::test);
    }

    private Outcome test(Context context, Text argument) {
        Unknown unknown = Unknown.NOT_LISTED;
        for (String item : Lists.split(argument.value())) {
            if (item.startsWith("+")) {
                unknown = unknown(item, unknown, context);
                continue;
            }
            DnsList list = DnsList.parse(item);
            warn(list, context);
            boolean keyed = DnsList.hasKeys(item);
            if (!keyed && isLocal(context)) {
                return new Outcome.Defer(
                        "",
                        "cannot test auto-keyed dnslists condition in "
                                + context.phase().orElseThrow().label() + " ACL");
            }
            Optional<String> client =
                    context.session().map(session -> IpText.of(session.peer().getAddress()));
            if (!keyed && client.isEmpty()) {
                return Outcome.of(false);
            }
            switch (check(list, keyed ? list.keys() : List.of(client.orElseThrow()), unknown, context)) {
                case LISTED -> {
                    return Outcome.of(true);
                }
                case DEFER -> {
                    return new Outcome.Defer("", "");
                }
                case NOT_LISTED -> {}
            }
        }
        return Outcome.of(false);
    }

    private static boolean isLocal(Context context) {
        return context.phase()
                .filter(phase -> phase == Phase.NOT_SMTP || phase == Phase.NOT_SMTP_START)
                .isPresent();
    }

    private static Unknown unknown(String item, Unknown before, Context context) {
        return switch (item.toLowerCase(Locale.ROOT)) {
            case "+include_unknown" -> Unknown.LISTED;
            case "+exclude_unknown" -> Unknown.NOT_LISTED;
            case "+defer_unknown" -> Unknown.DEFER;
            default -> {
                context.log().panic("unknown item in dnslist (\"" + item + "\") ignored");
                yield before;
            }
        };
    }

    private static void warn(DnsList list, Context context) {
        for (String domain : List.of(list.domain(), list.textDomain())) {
            if (DnsList.isStrange(domain)) {
                context.log().main("dnslists domain \"" + domain + "\" contains strange characters - is this right?");
                return;
            }
        }
    }

    /// Goes on past a key that is not known to one that is listed.
    private Found check(DnsList list, List<String> keys, Unknown unknown, Context context) {
        Found found = Found.NOT_LISTED;
        for (String key : keys) {
            Found one = check(list, key, unknown, context);
            if (one == Found.LISTED) {
                return one;
            }
            found = one == Found.DEFER ? one : found;
        }
        return found;
    }

    private Found check(DnsList list, String key, Unknown unknown, Context context) {
        try {
            Optional<Listed> listed = lookup.find(list, key, context.log());
            listed.ifPresent(known -> context.put(Listed.SLOT, known));
            return listed.isPresent() ? Found.LISTED : Found.NOT_LISTED;
        } catch (UnknownException e) {
            context.log().main("DNS list lookup defer (probably timeout) for " + e.query() + ": " + unknown.words);
            return switch (unknown) {
                case LISTED -> {
                    context.put(Listed.SLOT, new Listed(list.textDomain(), key, "", ""));
                    yield Found.LISTED;
                }
                case NOT_LISTED -> Found.NOT_LISTED;
                case DEFER -> Found.DEFER;
            };
        }
    }
}
