package org.postern.api.mail;

import java.util.Optional;
import org.postern.api.Slot;
import org.postern.api.Text;

/// What ACLs have said with `control = ...` about a session, message or recipient: where the one who acts
/// on it looks. A slot without a value means that the control was not used.
public final class Controls {
    /// `freeze`: the message is kept, not delivered, until an administrator says so.
    public static final Slot<Freeze> FREEZE = Slot.stored(
            "control-freeze",
            new Slot.Codec<>(freeze -> freeze.tell() ? "tell" : "no_tell", text -> new Freeze(text.equals("tell"))));

    /// `queue`, `queue_only`: no delivery at once, but at the next queue run.
    public static final Slot<Queue> QUEUE = Slot.stored(
            "control-queue",
            new Slot.Codec<>(
                    queue -> queue.firstPassRoute() ? "first_pass_route" : "",
                    text -> new Queue(text.equals("first_pass_route"))));

    /// `submission`: the message comes from its author's own program, and what is missing in its header is
    /// added.
    public static final Slot<Submission> SUBMISSION = Slot.of(Slot.Lifetime.MESSAGE, "control-submission");

    /// `suppress_local_fixups`: the header of a message from this host is left as it is.
    public static final Slot<Boolean> SUPPRESS_LOCAL_FIXUPS =
            Slot.of(Slot.Lifetime.MESSAGE, "control-suppress-local-fixups");

    /// `enforce_sync` (true), `no_enforce_sync` (false): whether a client that sends before it may is
    /// refused.
    public static final Slot<Boolean> ENFORCE_SYNC = Slot.of(Slot.Lifetime.CONNECTION, "control-enforce-sync");

    /// `no_multiline_responses`: replies have one line.
    public static final Slot<Boolean> NO_MULTILINE_RESPONSES =
            Slot.of(Slot.Lifetime.CONNECTION, "control-no-multiline-responses");

    /// `no_pipelining`: PIPELINING is not announced from now on.
    public static final Slot<Boolean> NO_PIPELINING = Slot.of(Slot.Lifetime.CONNECTION, "control-no-pipelining");

    /// `no_delay_flush`: the replies that wait are not sent out before a `delay`.
    public static final Slot<Boolean> NO_DELAY_FLUSH = Slot.of(Slot.Lifetime.CONNECTION, "control-no-delay-flush");

    /// `no_callout_flush`: the replies that wait are not sent out before a callout.
    public static final Slot<Boolean> NO_CALLOUT_FLUSH = Slot.of(Slot.Lifetime.CONNECTION, "control-no-callout-flush");

    /// `allow_auth_unadvertised`: AUTH is taken even where EHLO did not offer it.
    public static final Slot<Boolean> ALLOW_AUTH_UNADVERTISED =
            Slot.of(Slot.Lifetime.CONNECTION, "control-allow-auth-unadvertised");

    /// `allow_utf8_domains`: domains may have bytes beyond ASCII.
    public static final Slot<Boolean> ALLOW_UTF8_DOMAINS =
            Slot.of(Slot.Lifetime.CONNECTION, "control-allow-utf8-domains");

    /// `caseful_local_part` (true), `caselower_local_part` (false): the case of `$local_part` for the rest
    /// of the ACL.
    public static final Slot<Boolean> CASEFUL_LOCAL_PART = Slot.of(Slot.Lifetime.CONTEXT, "control-caseful-local-part");

    /// `fakereject`, `fakedefer`: the message is accepted, but the client is told that it was not.
    public static final Slot<FakeResponse> FAKE_RESPONSE = Slot.of(Slot.Lifetime.MESSAGE, "control-fake-response");

    /// `queue = NAME`, a modifier: the message belongs to the named queue; the empty name is the usual one.
    public static final Slot<Text> QUEUE_NAME = Slot.stored("queue-name", new Slot.Codec<>(Text::value, Text::trusted));

    /// Reports on the message return its header only, as with `RET=HDRS` (RFC 3461, 4.3), whatever else is
    /// asked for. No control of Exim's sets it.
    public static final Slot<Boolean> RETURN_HEADER_ONLY =
            Slot.stored("return-header-only", new Slot.Codec<>(Object::toString, Boolean::valueOf));

    /// The addresses and header fields of the message may be in UTF-8 (RFC 6531). No control of Exim's sets
    /// it.
    public static final Slot<Boolean> UTF8 = Slot.stored("utf8", new Slot.Codec<>(Object::toString, Boolean::valueOf));

    /// `no_mbox_unspool`: the copy of the message that scanners read is kept.
    public static final Slot<Boolean> NO_MBOX_UNSPOOL = Slot.of(Slot.Lifetime.MESSAGE, "control-no-mbox-unspool");

    private Controls() {}

    /// What the client is told of a message that was accepted.
    ///
    /// @param temporary whether it is told to try again (`fakedefer`)
    /// @param text the text of the reply, with line breaks
    public record FakeResponse(boolean temporary, String text) {}

    /// How a message is frozen.
    ///
    /// @param tell whether `freeze_tell` holds for it (not with `/no_tell`)
    public record Freeze(boolean tell) {}

    /// How a message is queued.
    ///
    /// @param firstPassRoute whether it is routed now and only its deliveries wait (`/first_pass_route`)
    public record Queue(boolean firstPassRoute) {}

    /// How a submission is dealt with.
    ///
    /// @param sender whether the Sender field is made and checked: `/sender_retain` clears it
    /// @param domain for a sender without one (`/domain=`); empty for `qualify_domain`
    /// @param name the author's name (`/name=`)
    public record Submission(boolean sender, Optional<String> domain, Optional<String> name) {}
}
