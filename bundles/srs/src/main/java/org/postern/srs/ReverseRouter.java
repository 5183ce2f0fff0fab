package org.postern.srs;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;

/// A router that is asked only about recipients that are rewritten senders, with `$srs_recipient` who is
/// meant; it declines others, and fails those that are forged or too old.
///
/// @param router asked then
/// @param settings of its block
record ReverseRouter(Router router, Settings settings) implements Router {
    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        if (!RouterSrs.applies(settings, context)) {
            return router.route(recipient, context);
        }
        Optional<Result> otherwise = otherwise(recipient, context);
        return otherwise.isPresent() ? otherwise.get() : router.route(recipient, context);
    }

    /// What becomes of a recipient that is no rewritten sender of ours.
    private Optional<Result> otherwise(Recipient recipient, Context context) throws ExpansionException {
        Address address = recipient.address();
        context.put(SrsVariables.ORIG_RECIPIENT, Text.tainted(address.toString()));
        return switch (RouterSrs.of(settings, context).reverse(address.localPart(), context.now())) {
            case Srs.Reversed.Original(String original) -> {
                context.put(SrsVariables.RECIPIENT, Text.tainted(original));
                context.put(SrsVariables.STATUS, Text.trusted("ok"));
                yield Optional.empty();
            }
            case Srs.Reversed.NotSrs(String reason) -> {
                context.put(SrsVariables.STATUS, Text.trusted(reason));
                yield Optional.of(new Result.Decline());
            }
            case Srs.Reversed.Invalid(String reason) -> {
                context.put(SrsVariables.STATUS, Text.trusted(reason));
                yield Optional.of(new Result.Fail("Invalid SRS recipient address: " + reason));
            }
        };
    }

    @Override
    public boolean repeatUse() {
        return router.repeatUse();
    }

    @Override
    public boolean hidesChildren() {
        return router.hidesChildren();
    }
}
