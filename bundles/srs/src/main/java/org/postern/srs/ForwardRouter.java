package org.postern.srs;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;

/// A router from whose redirections the message leaves with its sender rewritten.
///
/// @param router redirects
/// @param settings of its block
record ForwardRouter(Router router, Settings settings) implements Router {
    private static final String TAG = "SRS";

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Result result = router.route(recipient, context);
        return switch (result) {
            case Result.Redirect(var children, var unseen) ->
                new Result.Redirect(forwarded(children, recipient, context), unseen);
            case Result.Fail(var reason, var children) ->
                new Result.Fail(reason, forwarded(children, recipient, context));
            default -> result;
        };
    }

    private List<Child> forwarded(List<Child> children, Recipient recipient, Context context)
            throws ExpansionException {
        Optional<Address> sender = context.message().map(Message::sender).filter(known -> !known.isNull());
        boolean isVerified = recipient.fact("verify_mode").isPresent();
        if (children.isEmpty() || sender.isEmpty() || isVerified || !RouterSrs.applies(settings, context)) {
            return children;
        }
        String forwarder = forwarder(recipient, context);
        if (Srs.isOwn(sender.get().domain(), forwarder)) {
            return children;
        }
        Address rewritten = rewritten(sender.get(), forwarder, context);
        return children.stream()
                .<Child>map(child -> new Child.Forwarded(child, rewritten, TAG))
                .toList();
    }

    private Address rewritten(Address sender, String forwarder, Context context) throws ExpansionException {
        context.put(SrsVariables.ORIG_SENDER, Text.tainted(sender.toString()));
        Address rewritten = RouterSrs.of(settings, context)
                .forward(sender.localPart(), sender.writtenDomain(), forwarder, context.now());
        if (MailboxParser.parse(rewritten.toString()) instanceof MailboxParser.Result.Malformed) {
            throw ExpansionException.error("srs: " + sender + " cannot be rewritten for " + forwarder);
        }
        context.put(SrsVariables.STATUS, Text.trusted("ok"));
        return rewritten;
    }

    private String forwarder(Recipient recipient, Context context) throws ExpansionException {
        Optional<Expression> alias = settings.get(SrsRedirection.ALIAS);
        Optional<Text> named = alias.isPresent() ? alias.get().expandUnlessForced(context) : Optional.empty();
        return named.map(text -> text.value().strip())
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> recipient.address().domain());
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
