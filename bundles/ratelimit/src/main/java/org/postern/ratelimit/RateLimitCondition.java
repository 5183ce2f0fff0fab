package org.postern.ratelimit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclCondition;

/// `ratelimit = LIMIT/PERIOD/OPTIONS/KEY`: the sender comes at the limit or faster.
final class RateLimitCondition implements AclCondition {
    private final Rates rates;

    RateLimitCondition(Rates rates) {
        this.rates = rates;
    }

    @Override
    public String name() {
        return "ratelimit";
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        return AclCondition.expanding(argument, compiler, this::test);
    }

    private Outcome test(Context context, Text argument) throws ExpansionException {
        List<String> parts = Arrays.stream(argument.value().split("/", -1))
                .map(String::strip)
                .toList();
        Text limit = argument.with(parts.getFirst());
        Text period = argument.with(parts.size() > 1 ? parts.get(1) : "");
        context.put(Measured.SLOT, new Measured(-1, limit, period));
        RateLimit read = RateLimit.read(parts, context);
        try {
            double rate = rates.measure(read, context);
            context.put(Measured.SLOT, new Measured(rate, limit, period));
            return Outcome.of(rate >= read.limit());
        } catch (IOException e) {
            return new Outcome.Defer("", "database for ratelimit not available: " + e.getMessage());
        }
    }
}
