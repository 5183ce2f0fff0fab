package org.postern.transports;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// How many recipients one run of a local transport may have (Exim's manual, 25).
final class Batching {
    private Batching() {}

    /// As many as `max` says, but one if an option is another for each recipient.
    static int recipients(Settings settings, Option<Long> max, List<Option<Optional<Expression>>> options) {
        boolean each = options.stream()
                .flatMap(option -> settings.get(option).stream())
                .map(Expression::source)
                .anyMatch(source -> source.contains("local_part") || source.contains("domain"));
        return each ? 1 : Math.clamp(settings.get(max), 1, Integer.MAX_VALUE);
    }
}
