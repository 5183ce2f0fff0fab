package org.postern.delivery;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.delivery.Trial.Outcome;

/// Prints what becomes of one address, in Exim's words. Used by one thread.
final class TrialReport {
    private final Addressee top;
    private final Purpose purpose;
    private final Set<String> seen;
    private final PrintStream out;

    /// @param seen the keys of the addresses that were printed before
    TrialReport(Addressee top, Purpose purpose, Set<String> seen, PrintStream out) {
        this.top = top;
        this.purpose = purpose;
        this.seen = seen;
        this.out = out;
    }

    /// How it ends.
    enum Verdict {
        /// All is well.
        GOOD,
        /// Something cannot be known now.
        DEFERRED,
        /// Something fails.
        FAILED
    }

    /// One line.
    Verdict brief(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Failed(var _, var reason) -> {
                    out.print(top.written() + fails() + because(reason) + "\n");
                    return Verdict.FAILED;
                }
                case Outcome.Deferred(var _, var reason) -> {
                    out.print(top.written() + " cannot be resolved at this time" + because(reason) + "\n");
                    return Verdict.DEFERRED;
                }
                case Outcome.Delivered _, Outcome.Target _, Outcome.Broken _ -> {}
            }
        }
        out.print(top.written() + (purpose == Purpose.ADDRESS_TEST ? " is deliverable\n" : " verified\n"));
        return Verdict.GOOD;
    }

    private String fails() {
        return purpose == Purpose.ADDRESS_TEST ? " is undeliverable" : " failed to verify";
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    /// All that becomes of it: first what fails and what is no address, then local and remote deliveries,
    /// the last of each first.
    Verdict whole(List<Outcome> outcomes) {
        Verdict verdict = Verdict.GOOD;
        List<Addressee> local = new ArrayList<>();
        List<Addressee> remote = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Delivered(var leaf) -> (isRemote(leaf) ? remote : local).addFirst(leaf);
                case Outcome.Target(var leaf) ->
                    out.print(target(leaf) + "\n  transport = "
                            + leaf.transport().map(TransportBlock::name).orElse("unset") + "\n");
                case Outcome.Broken(var leaf, var reason, var forbidden) ->
                    out.print(target(leaf)
                            + (forbidden
                                    ? " *** forbidden ***\n"
                                    : "\n*** Error in setting up pipe, file, or autoreply:\n" + reason + "\n"));
                case Outcome.Failed(var leaf, var reason) -> {
                    out.print(leaf.written() + fails() + because(reason) + parents(leaf) + "\n");
                    verdict = Verdict.FAILED;
                }
                case Outcome.Deferred(var leaf, var reason) -> {
                    out.print(leaf.written() + " cannot be resolved at this time" + because(reason) + parents(leaf)
                            + "\n");
                    verdict = verdict == Verdict.GOOD ? Verdict.DEFERRED : verdict;
                }
            }
        }
        if (outcomes.isEmpty()) {
            out.print("mail to " + top.written() + " is discarded\n");
        }
        local.forEach(this::delivered);
        remote.forEach(this::delivered);
        return verdict;
    }

    private static boolean isRemote(Addressee leaf) {
        return leaf.transport().filter(TransportBlock::isRemote).isPresent();
    }

    private static String target(Addressee leaf) {
        String text = leaf.written();
        String shown = text.startsWith(">") ? "mail " + text.substring(1) : text;
        return leaf.parentAddressee().map(Addressee::written).orElse("") + " -> " + shown;
    }

    private static String parents(Addressee leaf) {
        StringBuilder lines = new StringBuilder();
        for (Optional<Addressee> up = leaf.parentAddressee();
                up.isPresent();
                up = up.get().parentAddressee()) {
            lines.append("\n    <-- ").append(up.get().written());
        }
        return lines.toString();
    }

    private void delivered(Addressee leaf) {
        out.print(leaf.written());
        if (!seen.add(leaf.given().toString()
                + leaf.transport().map(TransportBlock::name).map(_ -> "").orElse(""))) {
            out.print("   [duplicate, would not be delivered]");
        }
        out.print(parents(leaf) + "\n  router = "
                + leaf.router().map(RouterBlock::name).orElse("unset") + ", transport = "
                + leaf.transport().map(TransportBlock::name).orElse("unset") + "\n");
        if (leaf.transport().isPresent() && !leaf.transport().get().overridesHosts()) {
            hosts(leaf.hosts(), isRemote(leaf));
        }
    }

    private void hosts(List<Host> hosts, boolean remote) {
        int name = hosts.stream().mapToInt(host -> shown(host).length()).max().orElse(0);
        int address =
                hosts.stream().mapToInt(host -> address(host).length()).max().orElse(0);
        for (Host host : hosts) {
            StringBuilder line = new StringBuilder("  host ");
            padded(line, shown(host), name).append(' ');
            if (host.address().isPresent() || remote) {
                padded(line, "[" + address(host) + "]", address + 2);
            } else {
                padded(line.append(' '), "", address).append(' ');
            }
            if (host.preference() >= 0) {
                line.append(" MX=").append(host.preference());
            }
            if (host.port() != 0) {
                line.append(" port=").append(host.port());
            }
            if (host.address().isEmpty() && remote) {
                line.append(" ** unusable **");
            }
            out.print(line.append('\n'));
        }
    }

    private static String shown(Host host) {
        return host.name();
    }

    private static String address(Host host) {
        return host.address().map(IpText::of).orElse("unknown");
    }

    private static StringBuilder padded(StringBuilder line, String text, int width) {
        return line.append(text).repeat(' ', Math.max(0, width - text.length()));
    }
}
