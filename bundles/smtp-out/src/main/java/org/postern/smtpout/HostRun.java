package org.postern.smtpout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;
import org.postern.smtpout.HostTrouble.Kind;
import org.postern.spi.ClientExtension.Use.Limits;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;
import org.postern.spi.Transport.Words;

/// One message on its way from host to host, until no recipient is left or no host. Confined to one thread.
final class HostRun {
    private final Settings settings;
    private final HostResolver resolver;
    private final Dialer dialer;
    private final ConnectionPool pool;
    private final Delivery delivery;
    private final Map<Recipient, Status> statuses = new LinkedHashMap<>();
    private final List<Recipient> left = new ArrayList<>();
    private Optional<Failure> last = Optional.empty();
    private Optional<Words> words = Optional.empty();

    private record Failure(Host host, HostTrouble trouble, Optional<Words> words) {}

    HostRun(Settings settings, HostResolver resolver, Dialer dialer, ConnectionPool pool, Delivery delivery) {
        this.settings = settings;
        this.resolver = resolver;
        this.dialer = dialer;
        this.pool = pool;
        this.delivery = delivery;
    }

    /// What became of `recipients`.
    Map<Recipient, Status> deliver(List<Recipient> recipients) throws IOException, ExpansionException {
        left.addAll(recipients);
        try {
            tryHosts(new HostQueue(settings, delivery, resolver));
        } catch (HostTrouble e) {
            Problem problem = Problem.local(String.valueOf(e.getMessage()));
            left.forEach(recipient -> statuses.put(recipient, new Status.Deferred(problem)));
            return statuses;
        }
        if (left.isEmpty()) {
            last.ifPresent(this::report);
            return statuses;
        }
        last.ifPresent(this::tellDeferred);
        Status rest = last.map(HostRun::status)
                .orElseGet(() -> new Status.Deferred(Problem.local("no host to deliver to: neither the router nor the"
                        + " option hosts gave one that may be tried now")));
        left.forEach(recipient -> statuses.put(recipient, rest));
        return statuses;
    }

    private void tellDeferred(Failure failure) {
        if (!failure.trouble().isPermanent()) {
            events(failure.host()).messageDeferred(failure.trouble());
        }
    }

    /// What is told of a host is told in the name of the first recipient that is left.
    private HostEvents events(Host host) {
        Recipient first = left.getFirst();
        return new HostEvents(host, settings, () -> delivery.context(first).to(host));
    }

    private static Status status(Failure failure) {
        Problem problem = failure.trouble().problem(failure.host()).with(failure.words());
        return failure.trouble().isPermanent() ? new Status.Failed(problem) : new Status.Deferred(problem);
    }

    private void tryHosts(HostQueue queue) throws IOException, ExpansionException {
        long tries = settings.get(SmtpOptions.HOSTS_MAX_TRY);
        for (Optional<Host> next = queue.peek();
                next.isPresent() && !left.isEmpty() && tries > 0;
                next = queue.peek()) {
            Host host = next.get();
            words = Optional.empty();
            try {
                host = queue.take();
                tries--;
                tryHost(host);
            } catch (HostTrouble trouble) {
                note(host, trouble);
                if (!trouble.triesNext()) {
                    return;
                }
            }
        }
    }

    /// Remembers the trouble that decides: what is only for now counts more than what is for good. Of the
    /// other, the retry rules and the log need to know.
    private void note(Host host, HostTrouble trouble) {
        Failure failure = new Failure(host, trouble, words);
        if (trouble.isHostWide()) {
            events(host).hostDeferred(trouble);
        }
        boolean keepsFirst = last.isPresent()
                && !last.get().trouble().isPermanent()
                && trouble.isPermanent()
                && trouble.kind() != Kind.UNWANTED;
        Optional<Failure> passedOver = keepsFirst ? Optional.of(failure) : last;
        passedOver.ifPresent(this::report);
        if (!keepsFirst) {
            last = Optional.of(failure);
        }
    }

    /// A status that tells what the host said of itself, if it tells of trouble with the host.
    private Status withWords(Status status) {
        return switch (status) {
            case Status.Failed(Problem problem)
            when problem.host().isPresent() -> new Status.Failed(problem.with(words));
            case Status.Deferred(Problem problem)
            when problem.host().isPresent() -> new Status.Deferred(problem.with(words));
            default -> status;
        };
    }

    private void report(Failure passedOver) {
        if (passedOver.trouble().isHostWide()) {
            delivery.hostDeferred(
                    passedOver.host(), String.valueOf(passedOver.trouble().getMessage()));
        }
    }

    private void tryHost(Host host) throws IOException, ExpansionException {
        Target target = Target.of(host, delivery, settings);
        try (ConnectionPool.Place place = pool.enter(target.key())) {
            int before;
            do {
                before = left.size();
                tryOnce(target, place);
            } while (!left.isEmpty() && left.size() < before); // the rest, if the server takes only some at once
        }
    }

    private void tryOnce(Target target, ConnectionPool.Place place) throws IOException, ExpansionException {
        Optional<SmtpSession> idle = place.idle();
        if (idle.isPresent() && triedReused(idle.get(), target, place)) {
            return;
        }
        Dialer.Opened opened = open(dialer, target, place);
        Transaction transaction = send(opened.session(), target, place, opened.shared());
        if (wasTooEarly(transaction)) {
            opened = open(dialer.polite(), target, place);
            transaction = send(opened.session(), target, place, opened.shared());
        }
        throwTrouble(transaction);
    }

    private static boolean wasTooEarly(Transaction transaction) {
        return transaction
                .trouble()
                .map(HostTrouble::kind)
                .filter(Kind.EARLY::equals)
                .isPresent();
    }

    /// Sends over a session that was kept. Returns false if the server had closed it in the meantime,
    /// without having seen any of the message.
    private boolean triedReused(SmtpSession session, Target target, ConnectionPool.Place place)
            throws IOException, ExpansionException {
        session.serves(HostEvents.of(target.host(), delivery, settings));
        if (!session.isUsable()) {
            session.close();
            return false;
        }
        if (!isAuthenticated(session, target)) {
            session.quit();
            return false;
        }
        Transaction transaction = send(session, target, place, true);
        boolean stale = !transaction.dataBegun()
                && transaction
                        .trouble()
                        .map(HostTrouble::kind)
                        .filter(Kind.LOST::equals)
                        .isPresent();
        if (!stale) {
            throwTrouble(transaction);
        }
        return !stale;
    }

    /// Whether the session is authenticated as it has to be for this message. If that cannot be known, a
    /// new one will show why.
    private boolean isAuthenticated(SmtpSession session, Target target) throws HostTrouble {
        try {
            return new Login(session, target.host(), delivery, settings).isDone();
        } catch (ExpansionException _) {
            return false;
        }
    }

    private Dialer.Opened open(Dialer caller, Target target, ConnectionPool.Place place)
            throws HostTrouble, ExpansionException {
        try {
            return caller.open(target, delivery);
        } catch (HostTrouble trouble) {
            place.failed(trouble);
            throw trouble;
        }
    }

    private static void throwTrouble(Transaction transaction) throws HostTrouble {
        Optional<HostTrouble> trouble = transaction.trouble();
        if (trouble.isPresent()) {
            throw trouble.get();
        }
    }

    private Transaction send(SmtpSession session, Target target, ConnectionPool.Place place, boolean shared)
            throws IOException, ExpansionException {
        boolean kept = true;
        boolean again = shared;
        try {
            Outgoing message = delivery.outgoing();
            Transaction.Plan plan = plan(session, target, message);
            Transaction transaction = new Transaction(session, target.host(), message, plan);
            Limits limits = plan.extensions().limits();
            kept = false;
            transaction.run(within(limits));
            kept = transaction.isOver();
            again = shared && session.transactions() < limits.messages();
            words = Optional.of(session.words());
            transaction.settled().forEach((recipient, status) -> statuses.put(recipient, withWords(status)));
            transaction.settled().forEach((recipient, status) -> tell(recipient, status, target.host()));
            left.removeAll(transaction.settled().keySet());
            return transaction;
        } finally {
            release(session, target, place, kept, again);
        }
    }

    private void tell(Recipient recipient, Status status, Host host) {
        if (status instanceof Status.Deferred(Problem problem)) {
            HostEvents.of(host, delivery, settings).recipientDeferred(recipient, problem, delivery);
        }
    }

    /// Those of the recipients that are left that the server takes at once.
    private List<Recipient> within(Limits limits) {
        List<Recipient> some = new ArrayList<>();
        Set<String> domains = new HashSet<>();
        for (Recipient recipient : left) {
            String domain = recipient.address().domain().toLowerCase(Locale.ROOT);
            if (some.size() < limits.recipients() && (domains.contains(domain) || domains.size() < limits.domains())) {
                domains.add(domain);
                some.add(recipient);
            }
        }
        return some;
    }

    private void release(
            SmtpSession session, Target target, ConnectionPool.Place place, boolean usable, boolean shared) {
        if (!usable) {
            session.close();
        } else if (shared && session.messages() < settings.get(SmtpOptions.CONNECTION_MAX_MESSAGES)) {
            place.keep(session, HostEvents.ofIdle(target.host(), delivery, settings));
        } else {
            session.quit();
        }
    }

    private Transaction.Plan plan(SmtpSession session, Target target, Outgoing message)
            throws ExpansionException, HostTrouble {
        Capabilities capabilities = session.capabilities();
        boolean lmtp = settings.get(SmtpOptions.PROTOCOL) == SmtpOptions.Protocol.LMTP;
        Extensions extensions = extensions(capabilities, target);
        Map<String, String> parameters = new TreeMap<>(extensions.mail());
        long addition = settings.get(SmtpOptions.SIZE_ADDITION);
        if (addition >= 0 && capabilities.has("SIZE")) {
            parameters.put("SIZE", Long.toString(message.size() + addition));
        }
        String body = delivery.message().parameters().getOrDefault("BODY", "");
        if (capabilities.has("8BITMIME") && body.equalsIgnoreCase("8BITMIME")) {
            parameters.put("BODY", "8BITMIME");
        }
        VouchedSender.of(delivery, settings, session.login().isPresent())
                .ifPresent(sender -> parameters.put("AUTH", sender));
        boolean pipelining = capabilities.has("PIPELINING")
                && !HostMatch.matches(settings.get(SmtpOptions.HOSTS_AVOID_PIPELINING), target.host(), delivery);
        boolean ignoreQuota = lmtp && settings.get(SmtpOptions.LMTP_IGNORE_QUOTA) && capabilities.has("IGNOREQUOTA");
        return new Transaction.Plan(parameters, extensions, pipelining, lmtp, ignoreQuota, delivery.context()::logs);
    }

    private Extensions extensions(Capabilities capabilities, Target target) throws ExpansionException, HostTrouble {
        try {
            return Extensions.of(target.host(), capabilities, delivery, settings);
        } catch (Extensions.Refused e) {
            HostTrouble trouble = HostTrouble.of(e.next() ? Kind.UNFIT : Kind.UNWANTED, String.valueOf(e.getMessage()))
                    .withStatus(e.status());
            trouble.initCause(e);
            throw trouble;
        }
    }
}
