package org.postern.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Message;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;
import org.postern.spi.FilterLanguage;
import org.postern.spi.FilterLanguage.Right;
import org.postern.spi.Router.Child;

/// The filter that each message passes once for each attempt to deliver it, before it is routed
/// (`system_filter`; Exim's manual, 46). Its file is read each time, and compiled when it has changed. Safe
/// for any number of threads.
final class SystemFilter {
    private static final long LIMIT_BYTES = 4 << 20;

    private final Optional<Expression> file;
    private final AtomicReference<Optional<Compiled>> last = new AtomicReference<>(Optional.empty());

    SystemFilter(Policy policy) {
        this.file = policy.setting(DeliveryOptions.SYSTEM_FILTER);
    }

    /// A filter and the text that it was compiled from.
    private record Compiled(String text, Filter filter) {}

    /// What the filter says about a message.
    sealed interface Said {
        /// These are delivered to, beside the recipients or, if `seen`, in their place.
        record Deliver(List<Child> children, boolean seen) implements Said {
            /// The children cannot be changed.
            public Deliver {
                children = List.copyOf(children);
            }
        }

        /// Try again later.
        record Defer(String reason) implements Said {}

        /// Return the message.
        record Fail(String reason) implements Said {}

        /// Wait for an administrator.
        record Freeze(String reason) implements Said {}

        /// The filter cannot be used: nothing is delivered now.
        record Faulty(String reason) implements Said {}
    }

    boolean isSet() {
        return file.isPresent();
    }

    /// Runs the filter. Only to be called if there is one.
    Said run(MailContext context) {
        try {
            Text name = file.orElseThrow().expand(context);
            if (name.tainted()) {
                return new Said.Faulty("Tainted name '" + name + "' for system filter not permitted");
            }
            return name.isEmpty() ? new Said.Deliver(List.of(), false) : run(read(name.value()), context);
        } catch (ExpansionException e) {
            return e.forced()
                    ? new Said.Deliver(List.of(), false)
                    : new Said.Faulty("failed to expand system_filter: " + e.getMessage());
        } catch (IOException | InvalidPathException e) {
            return new Said.Faulty(
                    "failed to open " + file.map(Expression::source).orElse("") + ": " + e.getMessage());
        }
    }

    private static String read(String name) throws IOException {
        Path path = Path.of(name);
        if (!path.isAbsolute()) {
            throw new IOException(name + " is not an absolute path");
        }
        if (Files.size(path) > LIMIT_BYTES) {
            throw new IOException(name + " is larger than " + LIMIT_BYTES + " bytes");
        }
        return Files.readString(path, StandardCharsets.ISO_8859_1);
    }

    private Said run(String text, MailContext context) throws ExpansionException {
        Optional<Filter> filter = filter(text, context);
        if (filter.isEmpty()) {
            return new Said.Faulty("no plugin offers the language of the filter");
        }
        Filter.Result result = filter.get().run(Filter.Run.of(context));
        return switch (result.ending()) {
            case Filter.Ending.Delivered _ -> deliver(result.actions(), true, context);
            case Filter.Ending.NotDelivered _ -> deliver(result.actions(), false, context);
            case Filter.Ending.Defer(String reason) -> new Said.Defer(reason);
            case Filter.Ending.Fail(String reason) -> new Said.Fail(reason);
            case Filter.Ending.Freeze(String reason) -> new Said.Freeze(reason);
            case Filter.Ending.Faulty(String reason) -> new Said.Faulty(reason);
        };
    }

    private Optional<Filter> filter(String text, Context context) {
        Optional<Compiled> known = last.get();
        if (known.isPresent() && known.get().text().equals(text)) {
            return known.map(Compiled::filter);
        }
        FilterLanguage.Source source =
                new FilterLanguage.Source(Text.trusted(text), true, Set.of(Right.values()), Optional.empty());
        Optional<Compiled> compiled = FilterLanguage.of(text, true, context)
                .map(language -> new Compiled(text, language.compile(source, context.compiler())));
        last.set(compiled);
        return compiled.map(Compiled::filter);
    }

    private static Said deliver(List<Action> actions, boolean seen, Context context) throws ExpansionException {
        List<Child> children = new ArrayList<>();
        for (Action action : actions) {
            switch (action) {
                case Action.Deliver deliver -> {
                    Optional<Address> address =
                            Addresses.parse(deliver.address().value());
                    Optional<Address> errorsTo =
                            deliver.errorsTo().map(Text::value).flatMap(Addresses::parse);
                    if (address.isEmpty()
                            || address.get().isNull()
                            || errorsTo.isPresent() != deliver.errorsTo().isPresent()) {
                        return new Said.Faulty("malformed address in \"deliver\" command: " + deliver.address());
                    }
                    children.add(quiet(new Child.ToAddress(address.get(), errorsTo), deliver.silent()));
                }
                case Action.Save save -> children.add(target(transport(save, context), save.file(), save.silent()));
                case Action.Pipe pipe ->
                    children.add(target(
                            transport(DeliveryOptions.SYSTEM_FILTER_PIPE_TRANSPORT, context),
                            pipe.command(),
                            pipe.silent()));
                case Action.Reply(AutoReply reply, boolean silent) ->
                    children.add(quiet(
                            new Child.ToReply(transport(DeliveryOptions.SYSTEM_FILTER_REPLY_TRANSPORT, context), reply),
                            silent));
                case Action.Log line -> write(line, context);
            }
        }
        return new Said.Deliver(children, seen);
    }

    private static Child target(String transport, Text target, boolean silent) {
        return quiet(new Child.ToTransport(transport, target), silent);
    }

    private static Child quiet(Child child, boolean silent) {
        return silent ? new Child.Silent(child) : child;
    }

    private static String transport(Action.Save save, Context context) throws ExpansionException {
        return transport(
                save.file().value().endsWith("/")
                        ? DeliveryOptions.SYSTEM_FILTER_DIRECTORY_TRANSPORT
                        : DeliveryOptions.SYSTEM_FILTER_FILE_TRANSPORT,
                context);
    }

    private static String transport(Option<Optional<Expression>> option, Context context) throws ExpansionException {
        Optional<Expression> name = context.setting(option);
        if (name.isEmpty()) {
            throw ExpansionException.error(option.name() + " is unset");
        }
        return name.get().expand(context).value();
    }

    private static void write(Action.Log line, Context context) {
        try {
            line.append();
        } catch (IOException | InvalidPathException e) {
            String id = context.message().map(Message::id).orElse("");
            context.log().main(id, "failed to write to the filter log " + line.file() + ": " + e);
        }
    }
}
