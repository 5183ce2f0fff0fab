package org.postern.ratelimit;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.hints.HintsStore;
import org.postern.spi.Contribution;
import org.postern.spi.Plugin;
import org.postern.spi.Variable;

/// Rate limits: one condition, and the variables that show what it measured.
@Component(service = Plugin.class)
public final class RateLimitPlugin implements Plugin {
    private final List<Contribution> contributions;

    /// The plugin with the store that keeps its rates.
    @Activate
    public RateLimitPlugin(@Reference HintsStore hints) {
        contributions = List.of(
                new RateLimitCondition(new Rates(hints)),
                Variable.of("sender_rate", Measured.SLOT, Measured::rateText),
                Variable.of("sender_rate_limit", Measured.SLOT, Measured::limit),
                Variable.of("sender_rate_period", Measured.SLOT, Measured::period));
    }

    @Override
    public String name() {
        return "ratelimit";
    }

    @Override
    public List<Contribution> contributions() {
        return contributions;
    }
}
