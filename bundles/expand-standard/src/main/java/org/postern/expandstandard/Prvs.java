package org.postern.expandstandard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// Bounce address tag validation: `${prvs{ADDRESS}{SECRET}{KEY}}` signs an address for a week,
/// `${prvscheck{ADDRESS}{SECRET}{RESULT}}` finds out whether it was signed.
final class Prvs {
    private static final Pattern SIGNED = Pattern.compile("(?i)prvs=([0-9])([0-9]{3})([0-9A-F]{6})=(.+)@(.+)");
    private static final Slot<Check> CHECK = Slot.of(Slot.Lifetime.MESSAGE, "prvscheck");
    private static final int DAYS = 7;
    private static final int CYCLE = 1000;
    private static final long DAY_SECONDS = 86_400;

    private Prvs() {}

    /// What a check found.
    ///
    /// @param address the address without its signature
    /// @param key the number of the key
    /// @param valid whether the signature is good
    private record Check(Text address, String key, boolean valid) {}

    static List<Item> items() {
        return List.of(new Item("prvs", 2, Prvs::sign).atMost(3), new Item("prvscheck", 2, Prvs::check));
    }

    static List<Variable> variables() {
        return List.of(
                shown("prvscheck_address", Check::address),
                shown("prvscheck_keynum", check -> Text.trusted(check.key())),
                shown("prvscheck_result", check -> Text.trusted(check.valid() ? "1" : "")));
    }

    private static Variable shown(String name, Function<Check, Text> aspect) {
        return Variable.of(name, CHECK, aspect);
    }

    private static Text sign(Arguments arguments, Context context) throws ExpansionException {
        Text address = arguments.expand(0);
        Text secret = arguments.expand(1);
        String key = arguments.size() > 2 ? arguments.expand(2).value() : "0";
        int at = address.value().lastIndexOf('@');
        if (at <= 0) {
            throw ExpansionException.error("prvs first argument must be a qualified email address");
        }
        if (!key.matches("\\d")) {
            throw ExpansionException.error("prvs third argument must be a single digit");
        }
        String stamp = key + String.format("%03d", (today(context) + DAYS) % CYCLE);
        return address.with("prvs=" + stamp + hash(stamp, address.value(), secret) + "=" + address.value());
    }

    private static long today(Context context) {
        Instant now = context.now();
        return now.getEpochSecond() / DAY_SECONDS;
    }

    /// The first six digits of HMAC-SHA-1 over the stamp and the address.
    private static String hash(String stamp, String address, Text secret) throws ExpansionException {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            byte[] key = secret.value().getBytes(StandardCharsets.ISO_8859_1);
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA1"));
            byte[] hash = mac.doFinal((stamp + address).getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(hash, 0, 3);
        } catch (GeneralSecurityException e) {
            throw ExpansionException.defer("HMAC-SHA-1 is not available: " + e.getMessage());
        }
    }

    private static Text check(Arguments arguments, Context context) throws ExpansionException {
        Text address = arguments.expand(0);
        Matcher signed = SIGNED.matcher(address.value());
        if (!signed.matches()) {
            return Text.EMPTY;
        }
        String original = signed.group(4) + "@" + signed.group(5);
        String stamp = signed.group(1) + signed.group(2);
        context.put(CHECK, new Check(address.with(original), signed.group(1), false));
        String hash = hash(stamp, original, arguments.expand(1));
        boolean valid = hash.equalsIgnoreCase(signed.group(3)) && isCurrent(Integer.parseInt(signed.group(2)), context);
        context.put(CHECK, new Check(address.with(original), signed.group(1), valid));
        Text result = arguments.size() > 2 ? arguments.expand(2) : Text.EMPTY;
        return result.isEmpty() ? address.with(original) : result;
    }

    /// Whether the day until which a signature holds is today or one of the next seven, days counting modulo
    /// 1000.
    private static boolean isCurrent(int until, Context context) {
        long left = Math.floorMod(until - today(context) % CYCLE, (long) CYCLE);
        return left <= DAYS;
    }
}
