package org.postern.language;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.system.OwnHosts;
import org.postern.core.LogSelector;

/// The options of the main section that the language itself has.
final class LanguageOptions {
    /// How many characters one match of a regular expression may look at.
    static final Option<Long> REGEX_MATCH_LIMIT = Option.of("regex_match_limit", OptionTypes.NUMBER, "5M");
    /// What encoded words of header fields become in `$h_`.
    static final Option<Charset> HEADERS_CHARSET =
            Option.of("headers_charset", OptionType.of("a charset", (text, _) -> charset(text)), "ISO-8859-1");
    /// Whether a string that cannot be expanded is an error when the configuration is read; otherwise it is
    /// a warning, and the failure comes when the string is used, as in Exim.
    static final Option<Boolean> CHECK_EXPANSIONS = Option.of("check_expansions", OptionTypes.BOOLEAN, "true");

    /// Whether encoded words that are longer than RFC 2047 allows stay as they are.
    static final Option<Boolean> CHECK_RFC2047_LENGTH = Option.of("check_rfc2047_length", OptionTypes.BOOLEAN, "true");

    /// Whether an ACL variable that is not set is an error where it is used.
    static final Option<Boolean> STRICT_ACL_VARS = Option.of("strict_acl_vars", OptionTypes.BOOLEAN, "false");

    /// How many characters of answers to lookups with `cache_ttl` are kept.
    static final Option<Long> LOOKUP_CACHE_SIZE = Option.of("lookup_cache_size", OptionTypes.NUMBER, "16M");

    private static final Map<Phase, Option<Optional<Expression>>> ACLS = acls();

    private LanguageOptions() {}

    private static Map<Phase, Option<Optional<Expression>>> acls() {
        Map<Phase, Option<Optional<Expression>>> acls = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            Option<Optional<Expression>> acl = Option.optional(phase.option(), OptionTypes.EXPRESSION);
            acls.put(phase, phase == Phase.PRDR ? acl.alsoCalled("acl_data_smtp_prdr") : acl);
        }
        return Collections.unmodifiableMap(acls);
    }

    /// The option that names the ACL of a phase.
    static Option<Optional<Expression>> acl(Phase phase) {
        return Optional.ofNullable(ACLS.get(phase)).orElseThrow();
    }

    static List<Option<?>> all() {
        List<Option<?>> all = new ArrayList<>(List.of(
                REGEX_MATCH_LIMIT,
                HEADERS_CHARSET,
                CHECK_EXPANSIONS,
                STRICT_ACL_VARS,
                LOOKUP_CACHE_SIZE,
                OwnHosts.EXTRA_LOCAL_INTERFACES,
                OwnHosts.HOSTS_TREAT_AS_LOCAL,
                CHECK_RFC2047_LENGTH,
                LogSelector.OPTION));
        all.addAll(ACLS.values());
        return all;
    }

    private static Charset charset(String name) throws ConfigException {
        try {
            return Charset.forName(name.strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new ConfigException("not a charset: " + name, e);
        }
    }

    /// The limits, read before anything is compiled. What is wrong with them is found again when they are
    /// bound.
    static Environment.Limits limits(List<Raw.Setting> main, LanguageCompiler none) {
        return new Environment.Limits(
                value(REGEX_MATCH_LIMIT, main, none),
                value(HEADERS_CHARSET, main, none),
                strict(main, none),
                value(LOOKUP_CACHE_SIZE, main, none),
                "");
    }

    private static boolean strict(List<Raw.Setting> main, LanguageCompiler none) {
        boolean negated = main.stream()
                .anyMatch(setting -> setting.name().equals("no_check_expansions")
                        || setting.name().equals("not_check_expansions"));
        return !negated && value(CHECK_EXPANSIONS, main, none);
    }

    private static <T> T value(Option<T> option, List<Raw.Setting> main, LanguageCompiler none) {
        String standard = option.defaultText().orElseThrow();
        for (Raw.Setting setting : main) {
            if (setting.name().equals(option.name())) {
                try {
                    return option.type().parse(setting.value().orElse("true"), none);
                } catch (ConfigException _) {
                    break; // reported when the option is bound
                }
            }
        }
        try {
            return option.type().parse(standard, none);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }
}
