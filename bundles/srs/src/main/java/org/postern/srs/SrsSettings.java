package org.postern.srs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.spi.OptionSet;
import org.postern.srs.SrsRules.EximHashes;

/// What the main section says of SRS. `srs_encode` and `inbound_srs` have other defaults than routers have.
final class SrsSettings {
    /// A secret and more for routers, in one list.
    static final Option<Optional<SrsConfig>> CONFIG = Option.optional("srs_config", SrsConfig.TYPE);
    /// Secrets for routers: the first makes hashes, all of them check.
    static final Option<List<String>> SECRETS = Option.of("srs_secrets", OptionTypes.TEXT_LIST, "");
    /// How many days a rewritten address is good for.
    static final Option<Optional<Long>> MAXAGE = Option.optional("srs_maxage", OptionTypes.NUMBER);
    /// How many characters of the hash are written.
    static final Option<Optional<Long>> HASHLENGTH = Option.optional("srs_hashlength", OptionTypes.NUMBER);
    /// How many characters of the hash must be there.
    static final Option<Optional<Long>> HASHMIN = Option.optional("srs_hashmin", OptionTypes.NUMBER);
    /// Whether routers make and want a hash.
    static final Option<Boolean> USEHASH = Option.of("srs_usehash", OptionTypes.BOOLEAN, "true");
    /// Whether routers make and want a time.
    static final Option<Boolean> USETIMESTAMP = Option.of("srs_usetimestamp", OptionTypes.BOOLEAN, "true");
    /// Whether addresses that Exim has rewritten with the same secret are taken.
    static final Option<Boolean> ACCEPT_EXIM = Option.of("srs_accept_exim", OptionTypes.BOOLEAN, "true");

    /// Whether `srs_encode` makes addresses that Exim takes.
    static final Option<Boolean> ENCODE_EXIM = Option.of("srs_encode_exim", OptionTypes.BOOLEAN, "false");

    private static final int LONGEST_HASH = 27;
    private static final int LONGEST_TIME = 1_022;
    private static final long NATIVE_HASH = 4;
    private static final long NATIVE_DAYS = 21;
    private static final long ROUTER_HASH = 6;
    private static final long ROUTER_DAYS = 31;
    private static final char SEPARATOR = '=';

    private SrsSettings() {}

    static OptionSet all() {
        return OptionSet.main(
                CONFIG, SECRETS, MAXAGE, HASHLENGTH, HASHMIN, USEHASH, USETIMESTAMP, ACCEPT_EXIM, ENCODE_EXIM);
    }

    /// Complains of numbers that make no sense.
    static void check(Settings main) throws ConfigException {
        Optional<SrsConfig> config = main.get(CONFIG);
        within(main, CONFIG, config.flatMap(SrsConfig::maxAge), 0, LONGEST_TIME);
        within(main, CONFIG, config.flatMap(SrsConfig::hashLength), 1, LONGEST_HASH);
        within(main, MAXAGE, main.get(MAXAGE), 0, LONGEST_TIME);
        within(main, HASHLENGTH, main.get(HASHLENGTH), 1, LONGEST_HASH);
        within(main, HASHMIN, main.get(HASHMIN), 1, LONGEST_HASH);
        if (main.get(SECRETS).contains("")) {
            throw main.invalid(SECRETS, "a secret is empty");
        }
    }

    private static void within(Settings main, Option<?> option, Optional<Long> value, int least, int most)
            throws ConfigException {
        if (value.isPresent() && (value.get() < least || value.get() > most)) {
            throw main.invalid(option, value.get() + " is not between " + least + " and " + most);
        }
    }

    /// SRS as `srs_encode` and `inbound_srs` have it.
    static Srs of(String secret, Context context) {
        Seal seal = seal(List.of(secret), context.setting(HASHLENGTH).orElse(NATIVE_HASH), context);
        long maxAge = context.setting(MAXAGE).orElse(NATIVE_DAYS);
        SrsRules rules = new SrsRules(true, true, Math.toIntExact(maxAge), SEPARATOR, exims(context));
        return new Srs(seal, rules, new InAddress());
    }

    /// The hashes of routers.
    static Seal routerSeal(Context context) throws ExpansionException {
        Optional<SrsConfig> config = context.setting(CONFIG);
        List<String> secrets = new ArrayList<>();
        config.map(SrsConfig::secret).ifPresent(secrets::add);
        secrets.addAll(context.setting(SECRETS));
        if (secrets.isEmpty()) {
            throw ExpansionException.error("a router has srs, but neither srs_config nor srs_secrets is set");
        }
        long length = config.flatMap(SrsConfig::hashLength)
                .or(() -> context.setting(HASHLENGTH))
                .orElse(ROUTER_HASH);
        return seal(secrets, length, context);
    }

    /// The rules of routers.
    static SrsRules routerRules(Context context) {
        Optional<SrsConfig> config = context.setting(CONFIG);
        long maxAge = config.flatMap(SrsConfig::maxAge)
                .or(() -> context.setting(MAXAGE))
                .orElse(ROUTER_DAYS);
        return new SrsRules(
                config.flatMap(SrsConfig::usesHash).orElseGet(() -> context.setting(USEHASH)),
                config.flatMap(SrsConfig::usesTimestamp).orElseGet(() -> context.setting(USETIMESTAMP)),
                Math.toIntExact(maxAge),
                SEPARATOR,
                context.setting(ACCEPT_EXIM) ? EximHashes.TAKEN : EximHashes.REFUSED);
    }

    private static EximHashes exims(Context context) {
        if (context.setting(ENCODE_EXIM)) {
            return EximHashes.MADE;
        }
        return context.setting(ACCEPT_EXIM) ? EximHashes.TAKEN : EximHashes.REFUSED;
    }

    /// No longer hash is wanted than is written.
    private static Seal seal(List<String> secrets, long length, Context context) {
        long least = Math.min(length, context.setting(HASHMIN).orElse(length));
        return new Seal(List.copyOf(secrets), Math.toIntExact(length), Math.toIntExact(least));
    }
}
