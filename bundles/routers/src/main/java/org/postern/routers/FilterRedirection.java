package org.postern.routers;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;
import org.postern.spi.Router;
import org.postern.spi.Router.Result;

/// Turns what a filter says into what becomes of one recipient. Confined to one thread.
final class FilterRedirection {
    private final Settings settings;
    private final Recipient recipient;
    private final Context context;
    private final Redirection redirection;

    FilterRedirection(Settings settings, Recipient recipient, Context context) {
        this.settings = settings;
        this.recipient = recipient;
        this.context = context;
        this.redirection = new Redirection(settings, recipient, context, false);
    }

    Result result(Filter.Result said) throws ExpansionException {
        if (said.ending() instanceof Filter.Ending.Faulty(String reason)) {
            return faulty(reason);
        }
        for (Action action : said.actions()) {
            Optional<String> fault = take(action);
            if (fault.isPresent()) {
                return new Result.Defer(fault.get());
            }
        }
        return switch (said.ending()) {
            case Filter.Ending.Delivered _ -> new Result.Redirect(redirection.children());
            case Filter.Ending.NotDelivered _ ->
                redirection.children().isEmpty()
                        ? new Result.Decline()
                        : new Result.Redirect(redirection.children(), true);
            case Filter.Ending.Defer(String reason) -> new Result.Defer(or(reason, "forced defer"));
            case Filter.Ending.Fail(String reason) -> new Result.Fail(or(reason, "forced rejection"));
            case Filter.Ending.Freeze(String reason) -> new Result.Freeze(or(reason, "frozen by filter"));
            case Filter.Ending.Faulty(String reason) -> faulty(reason);
        };
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    private Result faulty(String reason) throws ExpansionException {
        if (!settings.get(RedirectDriver.SKIP_SYNTAX_ERRORS)) {
            return new Result.Defer("error in filter " + place() + ": " + reason);
        }
        new SkippedErrors(settings, recipient, context).report(List.of(reason), false);
        return new Result.Decline();
    }

    private String place() {
        return settings.get(RedirectDriver.DATA).isPresent() ? "data" : "file";
    }

    /// What is wrong with the action, if anything is.
    private Optional<String> take(Action action) throws ExpansionException {
        return switch (action) {
            case Action.Deliver(Text address, Optional<Text> errorsTo, boolean silent) ->
                deliver(address, errorsTo, silent);
            case Action.Save(Text file, var _, boolean silent) -> redirection.addFile(file, silent);
            case Action.Pipe(Text command, boolean silent) -> redirection.addPipe(command, silent);
            case Action.Reply reply -> redirection.addReply(reply.reply(), reply.silent());
            case Action.Log line -> {
                write(line);
                yield Optional.empty();
            }
        };
    }

    private Optional<String> deliver(Text address, Optional<Text> errorsTo, boolean silent) throws ExpansionException {
        Optional<Address> errors = Optional.empty();
        if (errorsTo.isPresent()) {
            errors = redirection.address(errorsTo.get().value());
            if (errors.isEmpty()) {
                return Optional.of("malformed address \"" + errorsTo.get() + "\" in filter file");
            }
        }
        return redirection.addAddress(address.value(), errors, silent);
    }

    /// Nothing is written while an address is only verified.
    private void write(Action.Log line) {
        if (recipient.fact("verify_mode").isPresent()) {
            return;
        }
        try {
            line.append();
        } catch (IOException e) {
            log("failed to write to the filter log " + line.file() + ": " + e);
        }
    }

    private void log(String line) {
        context.log().main(context.message().map(Message::id).orElse(""), line);
    }

    static Router.Child unlessHeard(Router.Child child, boolean silent) {
        return silent ? new Router.Child.Silent(child) : child;
    }
}
