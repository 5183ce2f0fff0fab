package org.postern.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;
import org.postern.spi.OptionSet;
import org.postern.spi.RouterOptions;

/// The options that every router or transport has, whatever its driver. The delivery bundle reads them.
public final class GenericOptions {
    /// Which transport delivers.
    public static final Option<Optional<Expression>> TRANSPORT = Option.optional("transport", OptionTypes.TRANSPORT);
    /// Domains for which the router runs.
    public static final Option<Optional<MatchList<String>>> DOMAINS =
            Option.optional("domains", OptionTypes.DOMAIN_LIST);
    /// Local parts for which the router runs.
    public static final Option<Optional<LocalParts>> LOCAL_PARTS =
            Option.optional("local_parts", OptionType.of("a local part list", LocalParts::parse));
    /// Senders for which the router runs.
    public static final Option<Optional<MatchList<Address>>> SENDERS =
            Option.optional("senders", OptionTypes.ADDRESS_LIST);
    /// Whether the router runs, by an expanded condition.
    public static final Option<Optional<Expression>> CONDITION = Option.optional("condition", OptionTypes.CONDITION);
    /// Whether the next router is tried when this one declines.
    public static final Option<Optional<Expression>> MORE = Option.optional("more", OptionTypes.CONDITION);
    /// Whether the address goes to later routers too.
    public static final Option<Optional<Expression>> UNSEEN = Option.optional("unseen", OptionTypes.CONDITION);
    /// Whether the router runs when an address is tested (`postern route`).
    public static final Option<Boolean> ADDRESS_TEST = yes("address_test");
    /// Whether the router runs when the address of a sender is verified.
    public static final Option<Boolean> VERIFY_SENDER = yes("verify_sender");
    /// Whether the router runs when the address of a recipient is verified.
    public static final Option<Boolean> VERIFY_RECIPIENT = yes("verify_recipient");
    /// Whether the router runs when an address is expanded for EXPN.
    public static final Option<Boolean> EXPN = yes("expn");
    /// Whether an address that the router accepts cannot be verified.
    public static final Option<Boolean> FAIL_VERIFY = no("fail_verify");
    /// Whether the address of a sender that the router accepts cannot be verified.
    public static final Option<Boolean> FAIL_VERIFY_SENDER = no("fail_verify_sender");
    /// Whether the address of a recipient that the router accepts cannot be verified.
    public static final Option<Boolean> FAIL_VERIFY_RECIPIENT = no("fail_verify_recipient");
    /// Whether the router runs only for local parts that are login names.
    public static final Option<Boolean> CHECK_LOCAL_USER = no("check_local_user");
    /// What `$home` is while the router runs.
    public static final Option<Optional<Expression>> ROUTER_HOME_DIRECTORY =
            Option.optional("router_home_directory", OptionTypes.EXPRESSION);
    /// What `$home` is in the transport.
    public static final Option<Optional<Expression>> TRANSPORT_HOME_DIRECTORY =
            Option.optional("transport_home_directory", OptionTypes.EXPRESSION);
    /// Files that must be there, or not.
    public static final Option<List<Expression>> REQUIRE_FILES =
            Option.of("require_files", OptionType.of("a list of files", GenericOptions::expressions), "");
    /// Variables that begin with `r_`, each with its value.
    public static final Option<List<RouterVariable>> SET =
            Option.of("set", OptionType.of("a list of NAME = VALUE", RouterVariable::parse), "");
    /// Another address for each address of a host that the router found.
    public static final Option<Optional<Expression>> TRANSLATE_IP_ADDRESS =
            Option.optional("translate_ip_address", OptionTypes.EXPRESSION);
    /// Whether the router runs when an address is verified.
    public static final Option<Boolean> VERIFY = Option.of("verify", OptionTypes.BOOLEAN, "true");
    /// Whether the router runs only when an address is verified.
    public static final Option<Boolean> VERIFY_ONLY = Option.of("verify_only", OptionTypes.BOOLEAN, "false");
    /// Prefixes that local parts may have.
    public static final Option<List<String>> LOCAL_PART_PREFIX =
            Option.of("local_part_prefix", OptionTypes.TEXT_LIST, "");
    /// Whether an address without a prefix passes too.
    public static final Option<Boolean> LOCAL_PART_PREFIX_OPTIONAL =
            Option.of("local_part_prefix_optional", OptionTypes.BOOLEAN, "false");
    /// Suffixes that local parts may have.
    public static final Option<List<String>> LOCAL_PART_SUFFIX =
            Option.of("local_part_suffix", OptionTypes.TEXT_LIST, "");
    /// Whether an address without a suffix passes too.
    public static final Option<Boolean> LOCAL_PART_SUFFIX_OPTIONAL =
            Option.of("local_part_suffix_optional", OptionTypes.BOOLEAN, "false");
    /// Whether the case of local parts counts.
    public static final Option<Boolean> CASEFUL_LOCAL_PART =
            Option.of("caseful_local_part", OptionTypes.BOOLEAN, "false");
    /// What becomes `$address_data`.
    public static final Option<Optional<Expression>> ADDRESS_DATA =
            Option.optional("address_data", OptionTypes.EXPRESSION);
    /// Hosts to try when none of those that the router finds can be used.
    public static final Option<Optional<String>> FALLBACK_HOSTS = Option.optional("fallback_hosts", OptionTypes.TEXT);
    /// Where the programs of the transport start.
    public static final Option<Optional<Expression>> TRANSPORT_CURRENT_DIRECTORY =
            Option.optional("transport_current_directory", OptionTypes.EXPRESSION);
    /// Whether the log says nothing of what becomes of addresses that the router handles.
    public static final Option<Boolean> DISABLE_LOGGING = no("disable_logging");
    /// Whether the log shows addresses by their local parts when they are delivered on this machine.
    public static final Option<Optional<Boolean>> LOG_AS_LOCAL = Option.optional("log_as_local", OptionTypes.BOOLEAN);
    /// Whether reports that senders ask for (RFC 3461) end here: what the router handles is sent on without
    /// such wishes.
    public static final Option<Boolean> DSN_LASTHOP = no("dsn_lasthop");
    /// What is shown when the router runs and somebody looks on.
    public static final Option<Optional<Expression>> DEBUG_PRINT =
            Option.optional("debug_print", OptionTypes.EXPRESSION);
    /// Where bounces go.
    public static final Option<Optional<Expression>> ERRORS_TO = Option.optional("errors_to", OptionTypes.EXPRESSION);
    /// What the client is told when no router is left because this one declined without `more`.
    public static final Option<Optional<Expression>> CANNOT_ROUTE_MESSAGE =
            Option.optional("cannot_route_message", OptionTypes.EXPRESSION);
    /// Where an address goes next when the router passes it.
    public static final Option<Optional<String>> PASS_ROUTER =
            Option.optional("pass_router", OptionTypes.TEXT.naming(OptionType.Naming.LATER_ROUTER));
    /// Where the addresses begin that the router makes.
    public static final Option<Optional<String>> REDIRECT_ROUTER =
            Option.optional("redirect_router", OptionTypes.TEXT.naming(OptionType.Naming.ROUTER));
    /// Header fields to add; a list separated by newlines.
    public static final Option<Optional<Expression>> HEADERS_ADD =
            Option.optional("headers_add", OptionTypes.EXPRESSION);
    /// Header fields to remove; a list separated by colons.
    public static final Option<Optional<Expression>> HEADERS_REMOVE =
            Option.optional("headers_remove", OptionTypes.EXPRESSION);
    /// Transports: the envelope sender that the next host gets.
    public static final Option<Optional<Expression>> RETURN_PATH =
            Option.optional("return_path", OptionTypes.EXPRESSION);
    /// Transports: whether a Delivery-date field is added.
    public static final Option<Boolean> DELIVERY_DATE_ADD =
            Option.of("delivery_date_add", OptionTypes.BOOLEAN, "false");
    /// Transports: whether an Envelope-to field is added.
    public static final Option<Boolean> ENVELOPE_TO_ADD = Option.of("envelope_to_add", OptionTypes.BOOLEAN, "false");
    /// Transports: whether a Return-path field is added.
    public static final Option<Boolean> RETURN_PATH_ADD = Option.of("return_path_add", OptionTypes.BOOLEAN, "false");
    /// Transports: how many runs of this transport there may be at once; 0 is no limit.
    public static final Option<Optional<Expression>> MAX_PARALLEL =
            Option.optional("max_parallel", OptionTypes.EXPRESSION);

    /// The user that a local delivery runs as, by name or number.
    public static final Option<Optional<Expression>> USER = Option.optional("user", OptionTypes.EXPRESSION);
    /// The group that a local delivery runs as, by name or number.
    public static final Option<Optional<Expression>> GROUP = Option.optional("group", OptionTypes.EXPRESSION);
    /// Whether the other groups of the user come with it.
    public static final Option<Boolean> INITGROUPS = no("initgroups");
    /// Transports: what `$home` is.
    public static final Option<Optional<Expression>> HOME_DIRECTORY =
            Option.optional("home_directory", OptionTypes.EXPRESSION);
    /// Transports: where programs start.
    public static final Option<Optional<Expression>> CURRENT_DIRECTORY =
            Option.optional("current_directory", OptionTypes.EXPRESSION);

    /// Transports: whether nothing of the header is delivered.
    public static final Option<Boolean> BODY_ONLY = no("body_only");
    /// Transports: whether nothing of the body is delivered.
    public static final Option<Boolean> HEADERS_ONLY = no("headers_only");
    /// Transports: how large a message may be; 0 for any size.
    public static final Option<Expression> MESSAGE_SIZE_LIMIT =
            Option.of("message_size_limit", OptionTypes.EXPRESSION, "0");
    /// Transports: another transport that gets what was delivered.
    public static final Option<Optional<String>> SHADOW_TRANSPORT =
            Option.optional("shadow_transport", OptionTypes.TEXT);
    /// Transports: whether it does.
    public static final Option<Optional<Expression>> SHADOW_CONDITION =
            Option.optional("shadow_condition", OptionTypes.CONDITION);

    private GenericOptions() {}

    private static Option<Boolean> yes(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "true");
    }

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }

    private static List<Expression> expressions(String list, Compiler compiler) throws ConfigException {
        List<Expression> items = new ArrayList<>();
        for (String item : Lists.split(list)) {
            items.add(compiler.expression(item));
        }
        return List.copyOf(items);
    }

    /// The options, for the delivery bundle's plugin.
    public static List<OptionSet> all() {
        return List.of(
                OptionSet.everyRouter(
                        TRANSPORT,
                        DOMAINS,
                        LOCAL_PARTS,
                        SENDERS,
                        CONDITION,
                        MORE,
                        UNSEEN,
                        VERIFY,
                        VERIFY_ONLY,
                        LOCAL_PART_PREFIX,
                        LOCAL_PART_PREFIX_OPTIONAL,
                        LOCAL_PART_SUFFIX,
                        LOCAL_PART_SUFFIX_OPTIONAL,
                        CASEFUL_LOCAL_PART,
                        ADDRESS_DATA,
                        ERRORS_TO,
                        CANNOT_ROUTE_MESSAGE,
                        PASS_ROUTER,
                        REDIRECT_ROUTER,
                        ADDRESS_TEST,
                        VERIFY_SENDER,
                        VERIFY_RECIPIENT,
                        EXPN,
                        FAIL_VERIFY,
                        FAIL_VERIFY_SENDER,
                        FAIL_VERIFY_RECIPIENT,
                        CHECK_LOCAL_USER,
                        ROUTER_HOME_DIRECTORY,
                        TRANSPORT_HOME_DIRECTORY,
                        REQUIRE_FILES,
                        SET,
                        TRANSLATE_IP_ADDRESS,
                        USER,
                        GROUP,
                        INITGROUPS,
                        FALLBACK_HOSTS,
                        TRANSPORT_CURRENT_DIRECTORY,
                        DISABLE_LOGGING,
                        LOG_AS_LOCAL,
                        DSN_LASTHOP,
                        DEBUG_PRINT,
                        RouterOptions.IGNORE_TARGET_HOSTS,
                        RouterOptions.DNSSEC_REQUEST_DOMAINS,
                        RouterOptions.DNSSEC_REQUIRE_DOMAINS,
                        RouterOptions.PASS_ON_TIMEOUT,
                        RouterOptions.SELF,
                        HEADERS_ADD,
                        HEADERS_REMOVE),
                OptionSet.everyTransport(
                        RETURN_PATH,
                        DELIVERY_DATE_ADD,
                        ENVELOPE_TO_ADD,
                        RETURN_PATH_ADD,
                        MAX_PARALLEL,
                        USER,
                        GROUP,
                        INITGROUPS,
                        HOME_DIRECTORY,
                        CURRENT_DIRECTORY,
                        BODY_ONLY,
                        HEADERS_ONLY,
                        MESSAGE_SIZE_LIMIT,
                        SHADOW_TRANSPORT,
                        SHADOW_CONDITION,
                        DEBUG_PRINT,
                        HEADERS_ADD,
                        HEADERS_REMOVE,
                        Rewriting.HEADERS_REWRITE));
    }
}
