package org.postern.srs;

import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionCondition;

/// `inbound_srs {LOCAL_PART} {SECRET}`: whether the local part is one that we have rewritten; then
/// `$srs_recipient` is who is meant. With an empty secret whether it looks so.
final class InboundSrs implements ExpansionCondition {
    @Override
    public String name() {
        return "inbound_srs";
    }

    @Override
    public boolean test(Arguments arguments, Context context) throws ExpansionException {
        Text localPart = arguments.expand(0);
        String bare = LocalParts.unquoted(localPart.value());
        String secret = arguments.expand(1).value();
        if (secret.isEmpty()) {
            return Srs.isLikely(bare);
        }
        Srs srs = SrsSettings.of(secret, context);
        if (srs.reverse(bare, context.now()) instanceof Srs.Reversed.Original(String address)) {
            context.put(SrsVariables.RECIPIENT, localPart.with(address));
            return true;
        }
        return false;
    }
}
