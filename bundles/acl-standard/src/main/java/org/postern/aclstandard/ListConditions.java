package org.postern.aclstandard;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.api.mail.Address;
import org.postern.api.mail.Matched;
import org.postern.spi.AclCondition;

/// The conditions `hosts`, `domains`, `local_parts`, `senders`, `sender_domains`, `recipients`.
final class ListConditions {
    private ListConditions() {}

    static List<AclCondition> all() {
        return List.of(
                new ListCondition<>(
                        "hosts",
                        Phases.SESSION,
                        Compiler::hostList,
                        ListConditions::client,
                        (matched, data) -> new Matched(
                                matched.domain(), matched.localPart(), matched.recipient(), matched.sender(), data)),
                new ListCondition<>(
                        "domains",
                        Phases.RECIPIENT,
                        Compiler::domainList,
                        ListConditions::domain,
                        (matched, data) -> new Matched(
                                data, matched.localPart(), matched.recipient(), matched.sender(), matched.host())),
                new ListCondition<>(
                        "local_parts",
                        Phases.RECIPIENT,
                        Compiler::localPartList,
                        ListConditions::localPart,
                        (matched, data) -> new Matched(
                                matched.domain(), data, matched.recipient(), matched.sender(), matched.host())),
                new ListCondition<>(
                        "recipients",
                        Phases.set(org.postern.api.Phase.RCPT),
                        Compiler::addressList,
                        ListConditions::recipient,
                        (matched, data) -> new Matched(
                                matched.domain(), matched.localPart(), data, matched.sender(), matched.host())),
                new ListCondition<>(
                        "senders",
                        Phases.SENDER,
                        Compiler::addressList,
                        ListConditions::sender,
                        ListConditions::keepSender),
                new ListCondition<>(
                        "sender_domains",
                        Phases.SENDER,
                        Compiler::domainList,
                        context -> sender(context).map(Address::domain),
                        ListConditions::keepSender));
    }

    private static Matched keepSender(Matched matched, Optional<org.postern.api.Text> data) {
        return new Matched(matched.domain(), matched.localPart(), matched.recipient(), data, matched.host());
    }

    private static Optional<InetAddress> client(Context context) {
        return context.session().map(session -> session.peer().getAddress());
    }

    private static Optional<Address> recipient(Context context) {
        return context.recipient().map(recipient -> recipient.address());
    }

    private static Optional<String> domain(Context context) {
        return recipient(context).map(Address::domain);
    }

    private static Optional<String> localPart(Context context) {
        return recipient(context).map(Address::localPart);
    }

    private static Optional<Address> sender(Context context) {
        return context.message().map(message -> message.sender());
    }
}
