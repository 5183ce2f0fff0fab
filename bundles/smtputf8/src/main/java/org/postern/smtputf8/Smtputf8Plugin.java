package org.postern.smtputf8;

import java.net.InetAddress;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The plugin of SMTPUTF8: the extension on both sides, and how addresses go to hosts without it.
@Component(service = Plugin.class)
public final class Smtputf8Plugin implements Plugin {
    static final Option<MatchList<InetAddress>> ADVERTISE =
            Option.of("smtputf8_advertise_hosts", OptionTypes.HOST_LIST, "*");
    static final Option<Expression> UTF8_DOWNCONVERT = Option.of("utf8_downconvert", OptionTypes.EXPRESSION, "-1");

    /// The plugin; it needs nothing.
    @Activate
    public Smtputf8Plugin() {}

    @Override
    public String name() {
        return "smtputf8";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(OptionSet.main(ADVERTISE), OptionSet.transport("smtp", UTF8_DOWNCONVERT));
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(new Smtputf8Extension(), new DownconvertControl(), new OnwardExtension());
    }
}
