package org.postern.routers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;
import org.postern.spi.Router.Child;

/// Turns a redirection list into what becomes of one recipient. Confined to one thread.
final class Redirection {
    private static final int MAX_INCLUDE_DEPTH = 20;
    private static final int MAX_CHILDREN = 50_000;

    private final Settings settings;
    private final Recipient recipient;
    private final Context context;
    private final boolean tainted;
    private final List<Child> children = new ArrayList<>();
    private final List<String> syntaxErrors = new ArrayList<>();

    Redirection(Settings settings, Recipient recipient, Context context, boolean tainted) {
        this.settings = settings;
        this.recipient = recipient;
        this.context = context;
        this.tainted = tainted;
    }

    /// What the list says.
    Router.Result result(String list) throws ExpansionException {
        Optional<Router.Result> end = take(list, 0);
        if (end.isPresent()) {
            return end.get();
        }
        if (!syntaxErrors.isEmpty()) {
            new SkippedErrors(settings, recipient, context).report(syntaxErrors, !children.isEmpty());
        }
        if (children.isEmpty()) {
            return new Router.Result.Decline();
        }
        return new Router.Result.Redirect(children);
    }

    /// What has been made so far.
    List<Child> children() {
        return List.copyOf(children);
    }

    /// An address that a filter names; empty if it is none.
    Optional<Address> address(String text) throws ExpansionException {
        return switch (MailboxParser.parse(text)) {
            case MailboxParser.Result.Parsed parsed -> Optional.of(qualified(parsed.address(), false));
            case MailboxParser.Result.Malformed _ -> Optional.empty();
        };
    }

    /// Adds an address for a filter; what is wrong with it, if anything is.
    Optional<String> addAddress(String text, Optional<Address> errorsTo, boolean silent) throws ExpansionException {
        boolean incomingDomain = text.startsWith("\\");
        return switch (MailboxParser.parse(incomingDomain ? text.substring(1) : text)) {
            case MailboxParser.Result.Parsed parsed -> {
                Address address = unlessAncestor(qualified(parsed.address(), incomingDomain));
                children.add(FilterRedirection.unlessHeard(toAddress(address, errorsTo, address.toString()), silent));
                yield Optional.empty();
            }
            case MailboxParser.Result.Malformed(String reason) -> Optional.of(reason + " in \"" + text + "\"");
        };
    }

    /// Adds a file for a filter.
    Optional<String> addFile(Text file, boolean silent) throws ExpansionException {
        if (!allowed(RedirectDriver.FORBID_FILE)) {
            return Optional.of("delivery to file forbidden");
        }
        return addTarget(
                file.value().endsWith("/") ? RedirectDriver.DIRECTORY_TRANSPORT : RedirectDriver.FILE_TRANSPORT,
                file,
                silent);
    }

    /// Adds a pipe for a filter.
    Optional<String> addPipe(Text command, boolean silent) throws ExpansionException {
        return allowed(RedirectDriver.FORBID_PIPE)
                ? addTarget(RedirectDriver.PIPE_TRANSPORT, command.with("|" + command.value()), silent)
                : Optional.of("delivery to pipe forbidden");
    }

    private Optional<String> addTarget(Option<Optional<Expression>> option, Text target, boolean silent)
            throws ExpansionException {
        Optional<Expression> transport = settings.get(option);
        if (transport.isEmpty()) {
            return Optional.of(option.name() + " unset in " + settings.name() + " router");
        }
        String name = transport(transport.get(), target);
        children.add(FilterRedirection.unlessHeard(new Child.ToTransport(name, target), silent));
        return Optional.empty();
    }

    /// Adds an answer for a filter.
    Optional<String> addReply(AutoReply reply, boolean silent) throws ExpansionException {
        if (!allowed(RedirectDriver.FORBID_FILTER_REPLY)) {
            return Optional.of("autoreply forbidden");
        }
        Optional<Expression> transport = settings.get(RedirectDriver.REPLY_TRANSPORT);
        if (transport.isEmpty()) {
            return Optional.of("reply_transport unset in " + settings.name() + " router");
        }
        String name = transport.get().expand(context).value();
        children.add(FilterRedirection.unlessHeard(new Child.ToReply(name, reply), silent));
        return Optional.empty();
    }

    /// Takes the items of one list; a result ends it all.
    private Optional<Router.Result> take(String list, int depth) throws ExpansionException {
        for (RedirectItem item : RedirectList.parse(list)) {
            Optional<Router.Result> end = take(item, depth);
            if (end.isPresent()) {
                return end;
            }
            if (children.size() > MAX_CHILDREN) {
                return error("more than " + MAX_CHILDREN + " items");
            }
        }
        return Optional.empty();
    }

    private Optional<Router.Result> take(RedirectItem item, int depth) throws ExpansionException {
        return switch (item) {
            case RedirectItem.Mailbox(String text) -> mailbox(text);
            case RedirectItem.Pipe(String command) ->
                child(RedirectDriver.PIPE_TRANSPORT, RedirectDriver.FORBID_PIPE, command, "|");
            case RedirectItem.File(String path) -> file(path);
            case RedirectItem.Include(String path) -> include(path, depth);
            case RedirectItem.Blackhole() -> {
                yield allowed(RedirectDriver.FORBID_BLACKHOLE)
                        ? Optional.of(new Router.Result.Redirect(List.of()))
                        : error("\":blackhole:\" is not permitted");
            }
            case RedirectItem.Unknown() ->
                Optional.of(
                        children.isEmpty() ? new Router.Result.Decline() : new Router.Result.Redirect(children, true));
            case RedirectItem.Defer(String text) ->
                settings.get(RedirectDriver.ALLOW_DEFER)
                        ? Optional.of(new Router.Result.Defer(text.isEmpty() ? "forced defer" : text))
                        : error("\":defer: " + text + "\" is not permitted");
            case RedirectItem.Fail(String text) ->
                settings.get(RedirectDriver.ALLOW_FAIL)
                        ? Optional.of(new Router.Result.Fail(text, children))
                        : error("\":fail: " + text + "\" is not permitted");
        };
    }

    private Optional<Router.Result> mailbox(String text) throws ExpansionException {
        boolean incomingDomain = text.startsWith("\\");
        switch (MailboxParser.parse(incomingDomain ? text.substring(1) : text)) {
            case MailboxParser.Result.Parsed parsed -> {
                Address address = unlessAncestor(qualified(parsed.address(), incomingDomain));
                boolean quoted = incomingDomain && !parsed.domain().isEmpty();
                children.add(toAddress(address, Optional.empty(), quoted ? "\\" + address : address.toString()));
                return Optional.empty();
            }
            case MailboxParser.Result.Malformed(String reason) -> {
                String problem = reason + " in \"" + text + "\"";
                if (settings.get(RedirectDriver.SKIP_SYNTAX_ERRORS)) {
                    syntaxErrors.add(problem);
                    return Optional.empty();
                }
                return error(problem);
            }
        }
    }

    private Child toAddress(Address address, Optional<Address> errorsTo, String written) {
        return new Child.ToAddress(address, errorsTo, written, settings.get(RedirectDriver.REWRITE));
    }

    private Address qualified(Address address, boolean incomingDomain) throws ExpansionException {
        if (!address.domain().isEmpty()) {
            return address;
        }
        Optional<Expression> domain = settings.get(RedirectDriver.QUALIFY_DOMAIN);
        if (incomingDomain || (domain.isEmpty() && settings.get(RedirectDriver.QUALIFY_PRESERVE_DOMAIN))) {
            return new Address(address.localPart(), recipient.address().domain());
        }
        if (domain.isPresent()) {
            return new Address(address.localPart(), domain.get().expand(context).value());
        }
        Text recipients = context.variable("qualify_recipient")
                .filter(found -> !found.isEmpty())
                .orElseThrow(() -> ExpansionException.error("qualify_recipient is not set"));
        return new Address(address.localPart(), recipients.value());
    }

    /// With `check_ancestor`, an address that leads back to where the recipient came from becomes the
    /// recipient itself, which this router does not take a second time.
    private Address unlessAncestor(Address address) {
        if (!settings.get(RedirectDriver.CHECK_ANCESTOR)) {
            return address;
        }
        Optional<Recipient> ancestor = Optional.of(recipient);
        while (ancestor.isPresent()) {
            if (ancestor.get().address().equals(address)) {
                return recipient.address();
            }
            ancestor = ancestor.get().parent();
        }
        return address;
    }

    private Optional<Router.Result> file(String path) throws ExpansionException {
        return child(
                path.endsWith("/") ? RedirectDriver.DIRECTORY_TRANSPORT : RedirectDriver.FILE_TRANSPORT,
                RedirectDriver.FORBID_FILE,
                path,
                "");
    }

    /// A child that is forbidden, or that no transport takes, does not harm the others.
    private Optional<Router.Result> child(
            Option<Optional<Expression>> option, Option<Boolean> forbidden, String target, String mark)
            throws ExpansionException {
        Optional<Expression> transport = settings.get(option);
        if (transport.isEmpty()) {
            children.add(new Child.Broken(
                    new Text(mark + target, tainted),
                    option.name() + " unset in " + settings.name() + " router",
                    false));
        } else if (!allowed(forbidden)) {
            String kind = forbidden == RedirectDriver.FORBID_PIPE ? "pipe" : "file";
            children.add(
                    new Child.Broken(new Text(mark + target, tainted), "delivery to " + kind + " forbidden", true));
        } else {
            Text whole = new Text(mark + target, tainted);
            children.add(new Child.ToTransport(transport(transport.get(), whole), whole));
        }
        return Optional.empty();
    }

    /// Its option may say `$address_file` or `$address_pipe`.
    private String transport(Expression option, Text target) throws ExpansionException {
        return option.expand(context.of(new TargetOf(recipient, target))).value();
    }

    private Optional<Router.Result> include(String path, int depth) throws ExpansionException {
        if (!allowed(RedirectDriver.FORBID_INCLUDE)) {
            return error("included files not permitted");
        }
        if (tainted) {
            return error("Tainted name '" + path + "' for included file not permitted");
        }
        if (!path.startsWith("/")) {
            return error("included file " + path + " does not have an absolute path");
        }
        if (depth >= MAX_INCLUDE_DEPTH) {
            return error("included files nested more than " + MAX_INCLUDE_DEPTH + " deep");
        }
        try {
            Path file = Path.of(path);
            Optional<String> directory = settings.get(RedirectDriver.INCLUDE_DIRECTORY);
            if (directory.isPresent()
                    && !file.toRealPath().startsWith(Path.of(directory.get()).toRealPath())) {
                return error("included file " + path + " is not in directory " + directory.get());
            }
            if (Files.size(file) > RedirectFile.LIMIT_BYTES) {
                return error("included file " + path + " is larger than " + RedirectFile.LIMIT_BYTES + " bytes");
            }
            return take(Files.readString(file, StandardCharsets.ISO_8859_1), depth + 1);
        } catch (NoSuchFileException _) {
            return error("failed to open included file " + path + ": No such file or directory");
        } catch (IOException | InvalidPathException e) {
            return error("failed to open included file " + path + ": " + e.getMessage());
        }
    }

    private boolean allowed(Option<Boolean> forbidden) {
        return !settings.get(forbidden);
    }

    private static Optional<Router.Result> error(String reason) {
        return Optional.of(new Router.Result.Defer("error in redirect data: " + reason));
    }
}
