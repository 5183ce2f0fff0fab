package org.postern.delivery;

import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.core.GenericOptions;
import org.postern.delivery.Affixes.Affix;

/// Whether a router runs for an address, tested in the order of Exim's manual (section 3.12): affixes,
/// verification, domains, local parts, senders, condition.
record Preconditions(
        Affixes prefixes,
        Affixes suffixes,
        boolean verify,
        boolean verifyOnly,
        Optional<MatchList<String>> domains,
        Optional<MatchList<String>> localParts,
        Optional<MatchList<Address>> senders,
        Optional<Expression> condition) {
    static Preconditions of(Settings settings) {
        return new Preconditions(
                new Affixes(
                        settings.get(GenericOptions.LOCAL_PART_PREFIX),
                        true,
                        settings.get(GenericOptions.LOCAL_PART_PREFIX_OPTIONAL)),
                new Affixes(
                        settings.get(GenericOptions.LOCAL_PART_SUFFIX),
                        false,
                        settings.get(GenericOptions.LOCAL_PART_SUFFIX_OPTIONAL)),
                settings.get(GenericOptions.VERIFY),
                settings.get(GenericOptions.VERIFY_ONLY),
                settings.get(GenericOptions.DOMAINS),
                settings.get(GenericOptions.LOCAL_PARTS),
                settings.get(GenericOptions.SENDERS),
                settings.get(GenericOptions.CONDITION));
    }

    /// Whether all of them hold. An exception means that this cannot be known now. The addressee has
    /// entered the router afterwards if they hold.
    boolean hold(RouterBlock router, Addressee addressee, Purpose purpose, Context context) throws ExpansionException {
        return enter(router, addressee)
                && (purpose == Purpose.DELIVERY ? !verifyOnly : verify)
                && domainHolds(addressee, context)
                && localPartHolds(addressee, context)
                && senderHolds(context)
                && conditionHolds(context);
    }

    private boolean enter(RouterBlock router, Addressee addressee) {
        Address given = addressee.given();
        if (prefixes.isEmpty() && suffixes.isEmpty()) {
            addressee.enter(router, given, Affix.NONE, Affix.NONE);
            return true;
        }
        String local = given.localPart();
        OptionalInt prefix = prefixes.match(local);
        if (prefix.isEmpty() && !prefixes.isEmpty() && !prefixes.optional()) {
            return false;
        }
        String rest = local.substring(prefix.orElse(0));
        OptionalInt suffix = suffixes.match(rest);
        if (suffix.isEmpty() && !suffixes.isEmpty() && !suffixes.optional()) {
            return false;
        }
        addressee.enter(
                router,
                given.withLocalPart(rest.substring(0, rest.length() - suffix.orElse(0))),
                prefixes.affix(local, prefix.orElse(0)),
                suffixes.affix(rest, suffix.orElse(0)));
        return true;
    }

    private boolean domainHolds(Addressee addressee, Context context) throws ExpansionException {
        if (domains.isEmpty()) {
            return true;
        }
        Match match = domains.get().match(addressee.given().domain(), context);
        if (match instanceof Match.Matched(var data)) {
            addressee.domainData(data);
        }
        return known(match);
    }

    private boolean localPartHolds(Addressee addressee, Context context) throws ExpansionException {
        if (localParts.isEmpty()) {
            return true;
        }
        Match match = localParts.get().match(addressee.localPart(), context);
        if (match instanceof Match.Matched(var data)) {
            addressee.localPartData(data);
        }
        return known(match);
    }

    private boolean senderHolds(Context context) throws ExpansionException {
        if (senders.isEmpty()) {
            return true;
        }
        return known(senders.get().match(context.message().map(Message::sender).orElse(Address.NULL), context));
    }

    private boolean conditionHolds(Context context) throws ExpansionException {
        if (condition.isEmpty()) {
            return true;
        }
        try {
            return Truth.of(condition.get().expand(context).value());
        } catch (ExpansionException e) {
            if (e.forced()) {
                return false;
            }
            throw e;
        }
    }

    private static boolean known(Match match) throws ExpansionException {
        return switch (match) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
        };
    }
}
