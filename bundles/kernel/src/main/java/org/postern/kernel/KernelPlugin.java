package org.postern.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Quantity;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.Reply;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// What the kernel itself adds to the language and to EHLO: its main options, and SIZE (RFC 1870), 8BITMIME
/// (RFC 6152), PIPELINING (RFC 2920) and ENHANCEDSTATUSCODES (RFC 2034).
@Component(service = Plugin.class)
public final class KernelPlugin implements Plugin {
    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(
                OptionSet.main(KernelOptions.all()),
                OptionSet.everyAuthenticator(
                        KernelOptions.SERVER_ADVERTISE_CONDITION, KernelOptions.SERVER_MAIL_AUTH_CONDITION));
    }

    @Override
    public List<Contribution> contributions() {
        List<Contribution> all = new ArrayList<>(
                List.of(new SizeExtension(), new EightBitMime(), new Pipelining(), new EnhancedStatusCodes()));
        all.add(new AuthExtension());
        all.addAll(CommandVariables.all());
        return List.copyOf(all);
    }

    private static final class SizeExtension implements SmtpExtension, SmtpParameter {
        @Override
        public String name() {
            return "size";
        }

        @Override
        public Optional<String> advertise(Context context) throws ExpansionException {
            long limit = Quantity.of(KernelOptions.MESSAGE_SIZE_LIMIT, context);
            return Optional.of(limit > 0 ? Long.toString(limit) : "");
        }

        @Override
        public List<SmtpParameter> parameters() {
            return List.of(this);
        }

        @Override
        public String keyword() {
            return "SIZE";
        }

        @Override
        public Phase command() {
            return Phase.MAIL;
        }

        @Override
        public Optional<Reply> accept(Context context, Optional<String> value) {
            return Optional.empty(); // what is no number says nothing, as in Exim; the limit is looked at with MAIL
        }
    }

    private static final class EightBitMime implements SmtpExtension, SmtpParameter {
        @Override
        public String name() {
            return "8bitmime";
        }

        @Override
        public Optional<String> advertise(Context context) {
            return context.setting(KernelOptions.ACCEPT_8BITMIME) ? Optional.of("") : Optional.empty();
        }

        @Override
        public List<SmtpParameter> parameters() {
            return List.of(this);
        }

        @Override
        public String keyword() {
            return "BODY";
        }

        @Override
        public Phase command() {
            return Phase.MAIL;
        }

        @Override
        public Optional<Reply> accept(Context context, Optional<String> value) {
            String body = value.orElse("");
            return body.equalsIgnoreCase("8BITMIME") || body.equalsIgnoreCase("7BIT")
                    ? Optional.empty()
                    : Optional.of(Reply.of(501, "5.4", "invalid data for BODY"));
        }
    }

    private static final class Pipelining implements SmtpExtension {
        @Override
        public String name() {
            return "pipelining";
        }

        @Override
        public Optional<String> advertise(Context context) throws ExpansionException {
            if (context.get(Controls.NO_PIPELINING).orElse(false)) {
                return Optional.empty();
            }
            Optional<java.net.InetAddress> client = context.clientAddress();
            if (client.isEmpty()) {
                return Optional.of("");
            }
            Match match =
                    context.setting(KernelOptions.PIPELINING_ADVERTISE_HOSTS).match(client.get(), context);
            return match.holds() ? Optional.of("") : Optional.empty();
        }
    }

    private static final class EnhancedStatusCodes implements SmtpExtension {
        @Override
        public String name() {
            return "enhancedstatuscodes";
        }

        @Override
        public Optional<String> advertise(Context context) {
            return Optional.of("");
        }
    }
}
