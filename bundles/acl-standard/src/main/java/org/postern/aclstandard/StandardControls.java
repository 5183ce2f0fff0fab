package org.postern.aclstandard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Controls;
import org.postern.spi.AclModifier;

/// The controls that are defined in [Controls].
final class StandardControls {
    /// What Exim says of a message that it keeps in secret.
    private static final String KEPT = "Your message has been rejected but is being kept for evaluation.\n"
            + "If it was a legitimate message, it may still be delivered to the target recipient(s).";

    private StandardControls() {}

    static List<AclModifier> all() {
        return List.of(
                new Control<>("freeze", Phases.FATE, Controls.FREEZE, StandardControls::freeze),
                queue("queue"),
                queue("queue_only"),
                new Control<>(
                        "submission",
                        Phases.set(Phase.MAIL, Phase.RCPT, Phase.PREDATA),
                        Controls.SUBMISSION,
                        StandardControls::submission),
                Control.plain(
                        "suppress_local_fixups",
                        Phases.set(Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.NOT_SMTP_START),
                        Controls.SUPPRESS_LOCAL_FIXUPS,
                        true),
                Control.plain("enforce_sync", Phases.SESSION, Controls.ENFORCE_SYNC, true),
                Control.plain("no_enforce_sync", Phases.SESSION, Controls.ENFORCE_SYNC, false),
                Control.plain("no_multiline_responses", Phases.SESSION, Controls.NO_MULTILINE_RESPONSES, true),
                Control.plain("no_pipelining", Phases.SESSION, Controls.NO_PIPELINING, true),
                Control.plain("no_delay_flush", Phases.SESSION, Controls.NO_DELAY_FLUSH, true),
                Control.plain("no_callout_flush", Phases.SESSION, Controls.NO_CALLOUT_FLUSH, true),
                Control.plain(
                        "allow_auth_unadvertised",
                        Phases.set(Phase.CONNECT, Phase.HELO),
                        Controls.ALLOW_AUTH_UNADVERTISED,
                        true),
                Control.plain("allow_utf8_domains", Phases.SESSION, Controls.ALLOW_UTF8_DOMAINS, true),
                Control.plain("caseful_local_part", Phases.set(Phase.RCPT), Controls.CASEFUL_LOCAL_PART, true),
                Control.plain("caselower_local_part", Phases.set(Phase.RCPT), Controls.CASEFUL_LOCAL_PART, false),
                new Control<>("fakereject", Phases.REPLY, Controls.FAKE_RESPONSE, options -> fake(false, options)),
                new Control<>("fakedefer", Phases.REPLY, Controls.FAKE_RESPONSE, options -> fake(true, options)),
                new DscpControl(),
                new WithoutEffect(
                        Control.plain(
                                "no_mbox_unspool",
                                Phases.set(Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DATA),
                                Controls.NO_MBOX_UNSPOOL,
                                true),
                        "no copy of the message is made for scanners"),
                new IdleControl("dkim_disable_verify", "verification of DKIM signatures"),
                new DebugControl(),
                new AbsentControl("cutthrough_delivery", "leave it out, the message is delivered after its 250"));
    }

    private static Controls.FakeResponse fake(boolean temporary, String options) {
        return new Controls.FakeResponse(temporary, options.isEmpty() ? KEPT : options);
    }

    private static Controls.Freeze freeze(String options) throws ConfigException {
        return switch (options.strip()) {
            case "" -> new Controls.Freeze(true);
            case "no_tell" -> new Controls.Freeze(false);
            default -> throw new ConfigException("control = freeze takes only /no_tell: " + options);
        };
    }

    private static AclModifier queue(String name) {
        return new WithoutEffect(
                new Control<>(name, Phases.FATE, Controls.QUEUE, options -> queue(name, options)),
                "first_pass_route",
                "a message that is queued is not routed either");
    }

    private static Controls.Queue queue(String name, String options) throws ConfigException {
        boolean route = false;
        for (String option : split(options)) {
            switch (option) {
                case "first_pass_route" -> route = true;
                case "only" -> {}
                default ->
                    throw new ConfigException("control = " + name + " takes /only and /first_pass_route: " + option);
            }
        }
        return new Controls.Queue(route);
    }

    private static Controls.Submission submission(String options) throws ConfigException {
        boolean sender = true;
        Optional<String> domain = Optional.empty();
        Optional<String> name = Optional.empty();
        String rest = options;
        while (!rest.isBlank()) {
            // The author's name may contain slashes: it goes to the end.
            if (rest.toLowerCase(Locale.ROOT).startsWith("name=")) {
                name = Optional.of(rest.substring(5));
                break;
            }
            int slash = rest.indexOf('/');
            String option = slash < 0 ? rest : rest.substring(0, slash);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
            if (option.equals("sender_retain")) {
                sender = false;
            } else if (option.startsWith("domain=")) {
                domain = Optional.of(option.substring(7));
            } else {
                throw new ConfigException("control = submission takes /sender_retain, /domain= and /name=: " + option);
            }
        }
        return new Controls.Submission(sender, domain, name);
    }

    private static List<String> split(String options) {
        List<String> words = new ArrayList<>();
        for (String option : options.split("/", -1)) {
            if (!option.isBlank()) {
                words.add(option.strip());
            }
        }
        return words;
    }
}
