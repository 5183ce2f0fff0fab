package org.postern.language;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Address;

/// The conditions `match_domain`, `match_address`, `match_local_part` and `match_ip`.
final class ListConditions {
    private ListConditions() {}

    static Condition of(String name, Node subject, Group list, LanguageCompiler compiler) throws ConfigException {
        return switch (name) {
            case "match_ip" -> ip(subject, list, compiler.list(ListKind.HOST_ADDRESS, list.node()));
            case "match_address" -> address(subject, list, compiler);
            case "match_domain" -> text(ListKind.DOMAIN, subject, list, compiler);
            default -> text(ListKind.LOCAL_PART, subject, list, compiler);
        };
    }

    private static Condition text(ListKind kind, Node subject, Group group, LanguageCompiler compiler)
            throws ConfigException {
        MatchList<String> list = compiler.list(kind, group.node());
        return context -> holds(list.match(subject.expand(context).value(), context), group);
    }

    private static Condition address(Node subject, Group group, LanguageCompiler compiler) throws ConfigException {
        MatchList<Address> list = compiler.list(ListKind.ADDRESS, group.node());
        return context -> {
            String text = subject.expand(context).value();
            int at = text.lastIndexOf('@');
            Address address =
                    at < 0 ? new Address(text, "") : new Address(text.substring(0, at), text.substring(at + 1));
            return holds(list.match(address, context), group);
        };
    }

    private static Condition ip(Node subject, Group group, MatchList<InetAddress> list) {
        return context -> {
            Text text = subject.expand(context);
            if (text.isEmpty()) {
                return Lists.split(group.node().expand(context).value()).contains("");
            }
            Optional<InetAddress> address = HostAddress.parse(text.value());
            if (address.isEmpty()) {
                throw ExpansionException.error("\"" + text.value() + "\" is not an IP address");
            }
            return holds(list.match(address.get(), context), group);
        };
    }

    private static boolean holds(Match match, Group group) throws ExpansionException {
        return switch (match) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred(String reason) ->
                throw ExpansionException.defer("unable to complete match against \"" + group.raw() + "\": " + reason);
        };
    }
}
