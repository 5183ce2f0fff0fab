package org.postern.wellknown;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.SmtpCommand;

/// WELLKNOWN: the client asks for a file about the site by a key. What it gets is the ACL's to say.
final class WellknownCommand implements SmtpCommand {
    @Override
    public String verb() {
        return "WELLKNOWN";
    }

    @Override
    public Optional<Reply> handle(SmtpExchange exchange, String argument) {
        Context context = exchange.context();
        context.put(WellknownControl.ANSWER, List.of());
        Optional<Reply> refusal = exchange.check(Phase.WELLKNOWN, argument);
        List<String> answer = context.get(WellknownControl.ANSWER).orElse(List.of());
        context.put(WellknownControl.ANSWER, List.of());
        if (refusal.isPresent()) {
            return refusal;
        }
        if (answer.isEmpty()) {
            context.log().panic(Phase.WELLKNOWN.option() + " accepts without control = wellknown/FILE");
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
        return Optional.of(new Reply(250, "", answer));
    }
}
