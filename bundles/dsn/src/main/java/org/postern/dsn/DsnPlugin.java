package org.postern.dsn;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// The plugin of DSN: what senders want to hear of their mail.
@Component(service = Plugin.class)
public final class DsnPlugin implements Plugin {
    static final Option<MatchList<InetAddress>> ADVERTISE = Option.of("dsn_advertise_hosts", OptionTypes.HOST_LIST, "");

    /// The plugin; it needs nothing.
    @Activate
    public DsnPlugin() {}

    @Override
    public String name() {
        return "dsn";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADVERTISE));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new DsnExtension(),
                new OnwardExtension(),
                Variable.of(
                        "dsn_ret",
                        context -> parameter(context, "RET")
                                .map(text -> text.toLowerCase(Locale.ROOT))
                                .map(Text::tainted)),
                Variable.of("dsn_envid", context -> parameter(context, "ENVID").map(Text::tainted)));
    }

    /// What MAIL said; the empty string if it said nothing.
    private static Optional<String> parameter(Context context, String keyword) {
        return Optional.of(context.message()
                .map(message -> message.parameters().getOrDefault(keyword, ""))
                .orElse(""));
    }
}
