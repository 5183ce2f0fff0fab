package org.postern.arc;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.postern.api.config.Lists;

/// What `arc_sign` asks for, expanded: `ADMD : SELECTOR : KEY [ : OPTIONS ]`.
///
/// @param domain the administrative domain, which owns the key and the Authentication-Results fields
/// @param selector of the key
/// @param key the name of a file, or the key itself
/// @param timestamps whether the fields say when they were made
/// @param expiration when the message signature ends to be good, in seconds since 1970
record SealRequest(String domain, String selector, String key, boolean timestamps, OptionalLong expiration) {
    private static final long MONTH = 30L * 24 * 60 * 60;
    private static final String MONTHLY = "+" + MONTH;
    private static final int MAX_DIGITS = 12;

    static SealRequest parse(String text, Instant now) throws SealException {
        List<String> items = Lists.split(text);
        if (items.size() < 3 || items.size() > 4 || items.subList(0, 3).contains("")) {
            throw new SealException("arc_sign is not ADMD : SELECTOR : KEY [ : OPTIONS ]");
        }
        boolean timestamps = false;
        OptionalLong expiration = OptionalLong.empty();
        for (String option : (items.size() == 4 ? items.get(3) : "").split(",", -1)) {
            String word = option.strip();
            if (word.equals("timestamps")) {
                timestamps = true;
            } else if (word.equals("expire")) {
                expiration = OptionalLong.of(time(MONTHLY, now));
            } else if (word.startsWith("expire=")) {
                expiration = OptionalLong.of(time(word.substring("expire=".length()), now));
            } else if (!word.isEmpty()) {
                throw new SealException("no such option of arc_sign: " + word);
            }
        }
        return new SealRequest(items.get(0), items.get(1), items.get(2), timestamps, expiration);
    }

    /// A number as it is, or with `+` from now on.
    private static long time(String text, Instant now) throws SealException {
        boolean isRelative = text.startsWith("+");
        String digits = isRelative ? text.substring(1) : text;
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.isEmpty() || digits.length() > MAX_DIGITS) {
            throw new SealException("not a time in expire= of arc_sign: " + text);
        }
        return Long.parseLong(digits) + (isRelative ? now.getEpochSecond() : 0);
    }
}
