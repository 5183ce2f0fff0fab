package org.postern.expandstandard;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Host;
import org.postern.api.mail.Matched;
import org.postern.api.mail.Recipient;
import org.postern.api.mail.RecipientVerification;
import org.postern.api.net.Outbound;
import org.postern.spi.Variable;

/// Variables of the recipient in hand, of what routing found about it, and of the host that it is delivered
/// to.
final class RecipientVariables {
    /// Facts of [Recipient#fact] that are variables under the same name.
    private static final List<String> FACTS = List.of(
            "address_file",
            "address_pipe",
            "local_part_prefix",
            "local_part_prefix_v",
            "local_part_suffix",
            "local_part_suffix_v",
            "home",
            "router_name",
            "transport_name",
            "self_hostname",
            "local_user_uid",
            "local_user_gid",
            "verify_mode");

    private RecipientVariables() {}

    static List<Variable> all() {
        List<Variable> all = new ArrayList<>(List.of(
                Variable.of("local_part", context -> localPart(context).map(Text::tainted)),
                stranger("domain", recipient -> recipient.address().domain()),
                stranger("original_local_part", recipient -> original(recipient).localPart()),
                stranger("original_domain", recipient -> original(recipient).domain()),
                ofParent("parent_local_part", parent -> parent.address().localPart()),
                ofParent("parent_domain", parent -> parent.address().domain()),
                data("domain_data", Matched::domain),
                data("local_part_data", Matched::localPart),
                data("recipient_data", Matched::recipient),
                data("sender_data", Matched::sender),
                data("host_data", Matched::host),
                host("host", Host::name),
                host("host_address", Hosts::address),
                Variable.of("host_port", context -> context.host().map(host -> port(host, context)))));
        all.add(Variable.of(
                "address_data",
                context -> fact("address_data", context).or(() -> context.get(RecipientVerification.ADDRESS_DATA))));
        FACTS.forEach(name -> all.add(Variable.of(name, context -> fact(name, context))));
        return List.copyOf(all);
    }

    /// As the router or rewriting has it; in an ACL in lower case, unless `control = caseful_local_part` says
    /// otherwise.
    private static Optional<String> localPart(Context context) {
        boolean asItIs = context.phase().isEmpty()
                || context.get(Controls.CASEFUL_LOCAL_PART).orElse(false);
        return context.recipient()
                .map(recipient -> recipient
                        .fact("local_part")
                        .map(Text::value)
                        .orElseGet(() -> inAcl(recipient.address().localPart(), asItIs)));
    }

    private static String inAcl(String localPart, boolean asItIs) {
        return asItIs ? localPart : TextOperators.lower(localPart);
    }

    private static org.postern.api.mail.Address original(Recipient recipient) {
        return recipient.original().address();
    }

    private static Optional<Text> fact(String name, Context context) {
        return context.recipient().flatMap(recipient -> recipient.fact(name));
    }

    private static Variable stranger(String name, Function<Recipient, String> aspect) {
        return Variable.of(name, context -> context.recipient().map(aspect).map(Text::tainted));
    }

    private static Variable ofParent(String name, Function<Recipient, String> aspect) {
        return Variable.of(
                name,
                context -> context.recipient()
                        .flatMap(Recipient::parent)
                        .map(aspect)
                        .map(Text::tainted));
    }

    /// What the last list that matched gave: in an ACL the condition's, during routing the router's.
    private static Variable data(String name, Function<Matched, Optional<Text>> aspect) {
        return Variable.of(
                name,
                context ->
                        fact(name, context).or(() -> context.get(Matched.SLOT).flatMap(aspect)));
    }

    /// The host's own, or else that to which it was connected.
    private static Text port(Host host, Context context) {
        int port = context.get(Outbound.SLOT)
                .map(Outbound::peer)
                .filter(peer -> host.port() <= 0
                        && host.address().filter(peer.getAddress()::equals).isPresent())
                .map(InetSocketAddress::getPort)
                .orElseGet(host::port);
        return Text.trusted(Integer.toString(port));
    }

    private static Variable host(String name, Function<Host, String> aspect) {
        return Variable.of(name, context -> context.host().map(aspect).map(Text::trusted));
    }
}
