package org.postern.routers;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;

/// One configured `redirect` router.
final class RedirectRouter implements Router {
    private final Settings settings;
    private final RedirectFile files;

    RedirectRouter(Settings settings) {
        this.settings = settings;
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
        if (isFilter(data.value())) {
            return new Result.Defer(
                    settings.get(RedirectDriver.ALLOW_FILTER)
                            ? "error in redirect data: filter files are not supported yet"
                            : "error in redirect data: filtering not enabled");
        }
        return new Redirection(settings, recipient, context, data.tainted()).result(data.value());
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
