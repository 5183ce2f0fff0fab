package org.postern.routers;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.spi.FilterLanguage;
import org.postern.spi.Router;

/// One configured `redirect` router.
final class RedirectRouter implements Router {
    private final Settings settings;
    private final RedirectFile files;
    private final Filters filters;

    RedirectRouter(Settings settings) {
        this.settings = settings;
        filters = new Filters(settings);
        files = new RedirectFile(
                settings.get(RedirectDriver.MODEMASK),
                settings.get(RedirectDriver.OWNERS),
                settings.get(RedirectDriver.OWNGROUPS),
                settings.get(RedirectDriver.IGNORE_EACCES),
                settings.get(RedirectDriver.IGNORE_ENOTDIR));
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Text data;
        Optional<Expression> option = settings.get(RedirectDriver.DATA);
        try {
            if (option.isPresent()) {
                data = option.get().expand(context);
            } else {
                Text name = settings.get(RedirectDriver.FILE).orElseThrow().expand(context);
                if (name.tainted()) {
                    return new Result.Defer("Tainted '" + name + "' (file name for redirect router " + settings.name()
                            + ") not permitted");
                }
                switch (files.read(name.value())) {
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
                            : "error in filter " + place() + ": filtering not enabled");
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
