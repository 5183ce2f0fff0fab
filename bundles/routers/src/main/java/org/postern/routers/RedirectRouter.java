package org.postern.routers;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Accounts;
import org.postern.spi.FilterLanguage;
import org.postern.spi.Router;

/// One configured `redirect` router.
final class RedirectRouter implements Router {
    private final Settings settings;
    private final RedirectFile files;
    private final Filters filters;

    RedirectRouter(Settings settings, Accounts accounts) {
        this.settings = settings;
        filters = new Filters(settings);
        files = new RedirectFile(settings, accounts);
    }

    @Override
    public boolean repeatUse() {
        return settings.get(RedirectDriver.REPEAT_USE);
    }

    @Override
    public boolean hidesChildren() {
        return settings.get(RedirectDriver.HIDE_CHILD_IN_ERRMSG);
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Text data;
        Optional<Expression> option = settings.get(RedirectDriver.DATA);
        try {
            if (option.isPresent()) {
                data = expanded(option.get(), context);
            } else {
                Text name = settings.get(RedirectDriver.FILE).orElseThrow().expand(context);
                if (name.tainted()) {
                    return new Result.Defer("Tainted name '" + name + "' for file read not permitted");
                }
                switch (files.read(name.value(), recipient)) {
                    case RedirectFile.Result.Text(String text) -> data = Text.trusted(text);
                    case RedirectFile.Result.None() -> {
                        return new Result.Decline();
                    }
                    case RedirectFile.Result.Unusable(String reason) -> {
                        return new Result.Defer(reason);
                    }
                }
            }
        } catch (ExpansionException e) {
            if (e.forced()) {
                return new Result.Decline();
            }
            throw e;
        }
        return redirect(data, recipient, context);
    }

    private static Text expanded(Expression option, Context context) throws ExpansionException {
        try {
            return option.expand(context);
        } catch (ExpansionException e) {
            if (e.forced()) {
                throw e;
            }
            ExpansionException failure =
                    new ExpansionException(e.kind(), "failed to expand \"" + option.source() + "\": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private Result redirect(Text data, Recipient recipient, Context context) throws ExpansionException {
        Optional<FilterLanguage> language = FilterLanguage.of(data.value(), false, context);
        if (language.isPresent() && settings.get(RedirectDriver.ALLOW_FILTER)) {
            return new FilterRedirection(settings, recipient, context)
                    .result(filters.run(data, language.get(), context));
        }
        if (language.isPresent() || isFilter(data.value())) {
            return new Result.Defer(
                    settings.get(RedirectDriver.ALLOW_FILTER)
                            ? "error in filter " + place() + ": no plugin offers the language of this filter"
                            : "error in filter data: filtering not enabled");
        }
        return new Redirection(settings, recipient, context, data.tainted()).result(data.value());
    }

    private String place() {
        return settings.get(RedirectDriver.DATA).isPresent() ? "data" : "file";
    }

    private static boolean isFilter(String data) {
        String start = data.stripLeading().toLowerCase(Locale.ROOT);
        if (!start.startsWith("#")) {
            return false;
        }
        String comment = start.substring(1).stripLeading();
        return comment.startsWith("exim filter") || comment.startsWith("sieve filter");
    }
}
