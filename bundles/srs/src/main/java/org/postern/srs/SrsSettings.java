package org.postern.srs;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// What the main section says of SRS.
final class SrsSettings {
    /// How many days a rewritten address is good for.
    static final Option<Long> MAXAGE = Option.of("srs_maxage", OptionTypes.NUMBER, "21");
    /// How many characters of the hash are written.
    static final Option<Long> HASHLENGTH = Option.of("srs_hashlength", OptionTypes.NUMBER, "4");
    /// How many characters of the hash must be there.
    static final Option<Long> HASHMIN = Option.of("srs_hashmin", OptionTypes.NUMBER, "4");
    /// Whether addresses that Exim has rewritten with the same secret are taken.
    static final Option<Boolean> ACCEPT_EXIM = Option.of("srs_accept_exim", OptionTypes.BOOLEAN, "true");

    private static final int LONGEST_HASH = 27;
    private static final int LONGEST_TIME = 1_022;

    private SrsSettings() {}

    static Srs of(String secret, Context context) {
        int length = within(context.setting(HASHLENGTH), 1, LONGEST_HASH);
        int least = within(context.setting(HASHMIN), 1, LONGEST_HASH);
        return new Srs(
                new Seal(List.of(secret), length, least),
                within(context.setting(MAXAGE), 0, LONGEST_TIME),
                '=',
                context.setting(ACCEPT_EXIM));
    }

    private static int within(long value, int least, int most) {
        return Math.clamp(value, least, most);
    }
}
