package org.postern.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;

/// Recipients to whom one run of a transport delivers.
///
/// @param transport the transport
/// @param hosts where to; the same for all
/// @param errorsTo where bounces go; the same for all; empty for the sender
/// @param edits what the routers do to the header; the same for all
/// @param addressees at least one
record Batch(
        TransportBlock transport,
        List<Host> hosts,
        Optional<Address> errorsTo,
        HeaderEdits edits,
        List<Addressee> addressees) {
    /// What recipients have in common who may share a batch.
    private record Kind(
            String transport,
            List<Host> hosts,
            Optional<String> fallbackHosts,
            Optional<Address> errorsTo,
            Optional<NewSender> forwarded,
            HeaderEdits edits,
            Optional<Text> target,
            Owner owner,
            Optional<Text> home) {
        static Kind of(Addressee leaf, TransportBlock transport) {
            return new Kind(
                    transport.name(),
                    leaf.hosts(),
                    leaf.fallbackHosts(),
                    leaf.errorsTo(),
                    leaf.forwarded(),
                    leaf.edits(),
                    leaf.target(),
                    leaf.owner(),
                    transport.isRemote() ? Optional.empty() : leaf.fact("home"));
        }
    }

    /// The batches for these recipients, in the order of the first of each.
    static List<Batch> of(List<Addressee> leaves) {
        if (leaves.size() == 1) {
            return List.of(of(leaves, leaves.getFirst()));
        }
        Map<Kind, List<Addressee>> groups = new LinkedHashMap<>();
        List<Batch> batches = new ArrayList<>();
        for (Addressee leaf : leaves) {
            TransportBlock transport = leaf.transport().orElseThrow();
            List<Addressee> group = groups.computeIfAbsent(Kind.of(leaf, transport), _ -> new ArrayList<>());
            if (group.isEmpty() || group.size() >= transport.maxRecipients()) {
                List<Addressee> fresh = new ArrayList<>(List.of(leaf));
                groups.put(Kind.of(leaf, transport), fresh);
                batches.add(of(fresh, leaf));
            } else {
                group.add(leaf);
            }
        }
        return batches;
    }

    private static Batch of(List<Addressee> addressees, Addressee first) {
        return new Batch(first.transport().orElseThrow(), first.hosts(), first.errorsTo(), first.edits(), addressees);
    }
}
