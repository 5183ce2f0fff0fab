package org.postern.api.mail;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;

/// What the lists that matched in an ACL gave, for `$domain_data` and its like. During routing the facts of
/// the [Recipient] come before it.
///
/// @param domain for `$domain_data`, set by `domains`
/// @param localPart for `$local_part_data`, set by `local_parts`
/// @param recipient for `$recipient_data`, set by `recipients`
/// @param sender for `$sender_data`, set by `senders` and `sender_domains`
/// @param host for `$host_data`, set by `hosts`
public record Matched(
        Optional<Text> domain,
        Optional<Text> localPart,
        Optional<Text> recipient,
        Optional<Text> sender,
        Optional<Text> host) {
    /// Where it is while one ACL runs.
    public static final Slot<Matched> SLOT = Slot.of(Slot.Lifetime.CONTEXT, "matched");

    /// Nothing has matched.
    public static final Matched NOTHING =
            new Matched(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// What has matched so far in the ACL that runs.
    public static Matched in(Context context) {
        return context.get(SLOT).orElse(NOTHING);
    }
}
