package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;

/// One rule of `route_list`: for which domains, to which hosts, and how.
///
/// @param domains the pattern; the hosts are for a domain that it matches
/// @param hosts a list of hosts, to be expanded; empty if the rule has none
/// @param problem what is wrong with the options: the rule defers what it matches, as Exim's does
/// @param options how to look up the hosts, and which transport to use
record RouteRule(
        MatchList<String> domains, Optional<Expression> hosts, RouteOptions options, Optional<String> problem) {
    /// The rules of a `route_list`. They are separated by semicolons, unless the list begins with `<` and
    /// another separator.
    static List<RouteRule> parse(String list, Compiler compiler) throws ConfigException {
        String separated = list.stripLeading().startsWith("<") ? list : "<; " + list;
        List<RouteRule> rules = new ArrayList<>();
        for (String rule : Lists.split(separated)) {
            if (!rule.isEmpty()) {
                rules.add(rule(new RouteWords(rule), compiler));
            }
        }
        return List.copyOf(rules);
    }

    private static RouteRule rule(RouteWords words, Compiler compiler) throws ConfigException {
        String pattern = words.next();
        // A control character as the separator: the pattern is one item, whatever colons it has.
        MatchList<String> domains = compiler.domainList(pattern.indexOf(':') < 0 ? pattern : "<\u0001 " + pattern);
        String hosts = words.next();
        Optional<Expression> expression = hosts.isEmpty() ? Optional.empty() : Optional.of(compiler.expression(hosts));
        try {
            return new RouteRule(domains, expression, RouteOptions.parse(words.rest()), Optional.empty());
        } catch (ConfigException e) {
            return new RouteRule(
                    domains, expression, RouteOptions.NONE, Optional.of(Objects.toString(e.getMessage(), "")));
        }
    }
}
