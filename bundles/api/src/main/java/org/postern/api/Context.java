package org.postern.api;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.config.Compiler;
import org.postern.api.config.Option;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Session;
import org.postern.spi.Contribution;

/// Everything that is known where something is decided: in an ACL, in a router, in a transport. Confined to
/// one thread.
@ProviderType
public interface Context {
    /// The SMTP session; empty for local submission and during delivery.
    Optional<Session> session();

    /// The message; empty before MAIL.
    Optional<Message> message();

    /// The recipient that is being dealt with.
    Optional<Recipient> recipient();

    /// The ACL that runs; empty outside ACLs.
    Optional<Phase> phase();

    /// The host that the message is being delivered to.
    Optional<Host> host();

    /// The same while this host is dealt with: `$host` and `$host_address` are its.
    default Context to(Host other) {
        return this;
    }

    /// The same with another recipient in hand, which shares the state of this one.
    default Context of(Recipient other) {
        return this;
    }

    /// The address of the client that brought the message, also during its delivery; empty for local
    /// submission.
    Optional<InetAddress> clientAddress();

    /// The current time.
    Instant now();

    /// Where log lines go.
    MailLog log();

    /// Whether `log_selector` asks for what `selector` stands for, such as `dkim_verbose`.
    boolean logs(String selector);

    /// The value of an option in the main section.
    <T> T setting(Option<T> option);

    /// The value of the variable `name` (without `$`), such as one that the administrator sets in an ACL
    /// (`acl_m_dcc_add_header`) or one of another plugin.
    Optional<Text> variable(String name) throws ExpansionException;

    /// What the plugins contribute of one kind, in the order of their names.
    default <C extends Contribution> List<C> contributions(Class<C> kind) {
        return List.of();
    }

    /// A compiler for text that is not part of the configuration, such as the filter of a user.
    Compiler compiler();

    /// A context with the same configuration in which nothing else is known yet, and no state is kept.
    Context anew();

    /// The state in `slot`.
    <T> Optional<T> get(Slot<T> slot);

    /// Puts state into `slot`, where it stays for the lifetime of the slot.
    <T> void put(Slot<T> slot, T value);

    /// The state in `slot`, which is computed and put there if there is none.
    default <T> T get(Slot<T> slot, Supplier<? extends T> compute) {
        return get(slot).orElseGet(() -> {
            T value = compute.get();
            put(slot, value);
            return value;
        });
    }
}
