package org.postern.spool;

import java.util.Optional;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.core.Policy;

/// The options of the main section that concern the spool.
final class SpoolOptions {
    static final Option<Optional<String>> SPOOL_DIRECTORY = Option.optional("spool_directory", OptionTypes.TEXT);
    static final Option<Long> SPOOL_MEMORY_LIMIT = Option.of("spool_memory_limit", OptionTypes.NUMBER, "64M");
    static final Option<Long> SPOOL_MESSAGE_IN_MEMORY = Option.of("spool_message_in_memory", OptionTypes.NUMBER, "1M");
    static final Option<Long> CHECK_SPOOL_SPACE = Option.of("check_spool_space", OptionTypes.NUMBER, "10M");

    private SpoolOptions() {}

    static SpoolLimits limits(Policy policy) {
        long inMemory = policy.setting(SPOOL_MESSAGE_IN_MEMORY);
        return new SpoolLimits(
                policy.setting(SPOOL_MEMORY_LIMIT),
                Math.clamp(inMemory, 0, Integer.MAX_VALUE / 2),
                policy.setting(CHECK_SPOOL_SPACE));
    }
}
