package org.postern.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.api.system.Accounts;
import org.postern.core.GenericOptions;
import org.postern.delivery.Affixes.Affix;

/// Whether a router runs for an address, tested in the order of Exim's manual (section 3.12): affixes,
/// purpose, domains, local parts, local user, home directory, senders, files, condition.
record Preconditions(
        Affixes prefixes,
        Affixes suffixes,
        Verifying verifying,
        Optional<MatchList<String>> domains,
        Optional<MatchList<String>> localParts,
        boolean checkLocalUser,
        Optional<Expression> home,
        Optional<MatchList<Address>> senders,
        List<Expression> requireFiles,
        Optional<Expression> condition) {
    /// For which purposes the router runs.
    record Verifying(boolean only, boolean addressTest, boolean sender, boolean recipient, boolean expn) {
        static Verifying of(Settings settings) {
            boolean verify = settings.get(GenericOptions.VERIFY);
            return new Verifying(
                    settings.get(GenericOptions.VERIFY_ONLY),
                    settings.get(GenericOptions.ADDRESS_TEST),
                    verify && settings.get(GenericOptions.VERIFY_SENDER),
                    verify && settings.get(GenericOptions.VERIFY_RECIPIENT),
                    settings.get(GenericOptions.EXPN));
        }

        boolean holds(Purpose purpose) {
            return switch (purpose) {
                case DELIVERY -> !only;
                case ADDRESS_TEST -> !only && addressTest;
                case VERIFY_SENDER -> sender;
                case VERIFY_RECIPIENT -> recipient;
                case EXPN -> expn;
            };
        }
    }

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
                Verifying.of(settings),
                settings.get(GenericOptions.DOMAINS),
                settings.get(GenericOptions.LOCAL_PARTS)
                        .map(lists ->
                                settings.get(GenericOptions.CASEFUL_LOCAL_PART) ? lists.caseful() : lists.caseless()),
                settings.get(GenericOptions.CHECK_LOCAL_USER),
                settings.get(GenericOptions.ROUTER_HOME_DIRECTORY),
                settings.get(GenericOptions.SENDERS),
                settings.get(GenericOptions.REQUIRE_FILES),
                settings.get(GenericOptions.CONDITION));
    }

    /// Whether all of them hold. An exception means that this cannot be known now. The addressee has
    /// entered the router afterwards if they hold.
    boolean hold(RouterBlock router, Addressee addressee, Purpose purpose, Accounts accounts, Context context)
            throws ExpansionException {
        return enter(router, addressee)
                && verifying.holds(purpose)
                && domainHolds(addressee, context)
                && localPartHolds(addressee, context)
                && userHolds(addressee, accounts)
                && homeIsSet(addressee, context)
                && senderHolds(purpose, context)
                && filesHold(accounts, context)
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
        return known(match, "domains");
    }

    private boolean localPartHolds(Addressee addressee, Context context) throws ExpansionException {
        if (localParts.isEmpty()) {
            return true;
        }
        Match match = localParts.get().match(addressee.localPart(), context);
        if (match instanceof Match.Matched(var data)) {
            addressee.localPartData(data);
        }
        return known(match, "local_parts");
    }

    /// Exim compares login names as they are written, in the case in which the router sees the local part.
    private boolean userHolds(Addressee addressee, Accounts accounts) throws ExpansionException {
        if (!checkLocalUser) {
            return true;
        }
        try {
            Optional<Accounts.User> user = accounts.user(addressee.localPart());
            user.ifPresent(addressee::user);
            return user.isPresent();
        } catch (IOException e) {
            throw ExpansionException.defer("check_local_user: the users cannot be looked up: " + e.getMessage());
        }
    }

    private boolean homeIsSet(Addressee addressee, Context context) throws ExpansionException {
        if (home.isEmpty()) {
            return true;
        }
        try {
            Text directory = home.get().expand(context);
            if (!directory.isEmpty() && !directory.value().startsWith("/")) {
                throw ExpansionException.error(
                        "\"" + directory + "\" is not an absolute path for the router_home_directory option");
            }
            addressee.home(directory);
            return true;
        } catch (ExpansionException e) {
            if (e.forced()) {
                return true;
            }
            throw Failed.expansion(home.get().source(), " for router_home_directory", e);
        }
    }

    /// While the address of a sender is verified there is none: it is verified for a bounce.
    private boolean senderHolds(Purpose purpose, Context context) throws ExpansionException {
        if (senders.isEmpty()) {
            return true;
        }
        Address sender = purpose == Purpose.VERIFY_SENDER
                ? Address.NULL
                : context.message().map(Message::sender).orElse(Address.NULL);
        return known(senders.get().match(sender, context), "senders");
    }

    private boolean filesHold(Accounts accounts, Context context) throws ExpansionException {
        return requireFiles.isEmpty() || new RequiredFiles(accounts).hold(requireFiles, context);
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
            throw e.kind() == ExpansionException.Kind.DEFER
                    ? ExpansionException.defer("condition check lookup defer")
                    : Failed.expansion(condition.get().source(), " (condition)", e);
        }
    }

    private static boolean known(Match match, String option) throws ExpansionException {
        return switch (match) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred _ -> throw ExpansionException.defer(option + " check lookup or other defer");
        };
    }
}
