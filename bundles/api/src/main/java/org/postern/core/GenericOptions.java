package org.postern.core;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;
import org.postern.spi.OptionSet;

/// The options that every router or transport has, whatever its driver. The delivery bundle reads them.
public final class GenericOptions {
    /// Which transport delivers.
    public static final Option<Optional<Expression>> TRANSPORT = Option.optional("transport", OptionTypes.EXPRESSION);
    /// Domains for which the router runs.
    public static final Option<Optional<MatchList<String>>> DOMAINS =
            Option.optional("domains", OptionTypes.DOMAIN_LIST);
    /// Local parts for which the router runs.
    public static final Option<Optional<MatchList<String>>> LOCAL_PARTS =
            Option.optional("local_parts", OptionTypes.LOCAL_PART_LIST);
    /// Senders for which the router runs.
    public static final Option<Optional<MatchList<Address>>> SENDERS =
            Option.optional("senders", OptionTypes.ADDRESS_LIST);
    /// Whether the router runs, by an expanded condition.
    public static final Option<Optional<Expression>> CONDITION = Option.optional("condition", OptionTypes.CONDITION);
    /// Whether the next router is tried when this one declines.
    public static final Option<Optional<Expression>> MORE = Option.optional("more", OptionTypes.CONDITION);
    /// Whether the address goes to later routers too.
    public static final Option<Boolean> UNSEEN = Option.of("unseen", OptionTypes.BOOLEAN, "false");
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
    /// Where bounces go.
    public static final Option<Optional<Expression>> ERRORS_TO = Option.optional("errors_to", OptionTypes.EXPRESSION);
    /// What the client is told when no router is left because this one declined without `more`.
    public static final Option<Optional<Expression>> CANNOT_ROUTE_MESSAGE =
            Option.optional("cannot_route_message", OptionTypes.EXPRESSION);
    /// Where an address goes next when the router passes it.
    public static final Option<Optional<String>> PASS_ROUTER = Option.optional("pass_router", OptionTypes.TEXT);
    /// Where the addresses begin that the router makes.
    public static final Option<Optional<String>> REDIRECT_ROUTER = Option.optional("redirect_router", OptionTypes.TEXT);
    /// Hosts that are taken off the list that a router finds.
    public static final Option<Optional<MatchList<InetAddress>>> IGNORE_TARGET_HOSTS =
            Option.optional("ignore_target_hosts", OptionTypes.HOST_LIST);
    /// What becomes of an address whose first host is this one: `freeze`, `defer`, `fail`, `send`, `pass`,
    /// `reroute: DOMAIN`.
    public static final Option<String> SELF = Option.of("self", OptionTypes.TEXT, "freeze");
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

    private GenericOptions() {}

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
                        IGNORE_TARGET_HOSTS,
                        SELF,
                        HEADERS_ADD,
                        HEADERS_REMOVE),
                OptionSet.everyTransport(
                        RETURN_PATH,
                        DELIVERY_DATE_ADD,
                        ENVELOPE_TO_ADD,
                        RETURN_PATH_ADD,
                        MAX_PARALLEL,
                        HEADERS_ADD,
                        HEADERS_REMOVE,
                        Rewriting.HEADERS_REWRITE));
    }
}
