package org.postern.api.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.mail.Address;

/// The types of options that Exim has.
public final class OptionTypes {
    /// Text that is used as it is.
    public static final OptionType<String> TEXT = OptionType.of("text", (text, _) -> text);
    /// Text that is expanded each time it is used.
    public static final OptionType<Expression> EXPRESSION =
            OptionType.of("an expanded string", (text, compiler) -> compiler.expression(text));
    /// The name of a transport, expanded.
    public static final OptionType<Expression> TRANSPORT = OptionType.<Expression>of(
                    "the name of a transport", (text, compiler) -> compiler.expression(text))
            .naming(OptionType.Naming.TRANSPORT);
    /// Expanded text that says yes or no.
    public static final OptionType<Expression> CONDITION =
            OptionType.of("an expanded condition", (text, compiler) -> compiler.condition(text));
    /// Yes or no.
    public static final OptionType<Boolean> BOOLEAN = OptionType.ofBoolean("yes or no", (text, _) -> bool(text));
    /// A whole number; `K`, `M` and `G` are powers of 1024, a leading `0` is octal, `0x` hexadecimal.
    public static final OptionType<Long> NUMBER =
            OptionType.of("a number, such as 50 or 20M", (text, _) -> number(text));
    /// A number with at most three decimals.
    public static final OptionType<Double> FIXED = OptionType.of("a number, such as 1.5", (text, _) -> fixed(text));
    /// A file mode, in octal.
    public static final OptionType<Integer> OCTAL =
            OptionType.of("an octal number, such as 0600", (text, _) -> octal(text));
    /// A time, such as `1h30m`.
    public static final OptionType<Duration> TIME = OptionType.of("a time, such as 1h30m", (text, _) -> time(text));
    /// A list of strings, separated by colons, that is used as it is.
    public static final OptionType<List<String>> TEXT_LIST =
            OptionType.of("a colon-separated list", (text, _) -> Lists.split(text));
    /// A list of domains.
    public static final OptionType<MatchList<String>> DOMAIN_LIST =
            OptionType.of("a domain list", (text, compiler) -> compiler.domainList(text));
    /// A list of hosts.
    public static final OptionType<MatchList<InetAddress>> HOST_LIST =
            OptionType.of("a host list", (text, compiler) -> compiler.hostList(text));
    /// A list of local parts.
    public static final OptionType<MatchList<String>> LOCAL_PART_LIST =
            OptionType.of("a local part list", (text, compiler) -> compiler.localPartList(text));
    /// A list of addresses.
    public static final OptionType<MatchList<Address>> ADDRESS_LIST =
            OptionType.of("an address list", (text, compiler) -> compiler.addressList(text));

    private static final Pattern TIME_PART = Pattern.compile("(\\d+)([wdhms])");
    private static final Pattern NUMBER_FORM = Pattern.compile("(-?)(0[xX][0-9a-fA-F]+|\\d+)\\s*([KkMmGgTt]?)");

    private static final Pattern FIXED_FORM = Pattern.compile("\\d{1,9}(\\.\\d{0,3})?");

    private OptionTypes() {}

    /// One of the constants of `type`, in lower case.
    public static <E extends Enum<E>> OptionType<E> oneOf(Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return OptionType.of("one of " + String.join(", ", names), (text, _) -> {
            int index = names.indexOf(text.toLowerCase(Locale.ROOT));
            if (index < 0) {
                throw new ConfigException("not one of " + String.join(", ", names) + ": " + text);
            }
            return type.getEnumConstants()[index];
        });
    }

    /// A number as the configuration writes it.
    public static long number(String text) throws ConfigException {
        Matcher form = NUMBER_FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new ConfigException("not a number, such as 50 or 20M: " + text);
        }
        try {
            long magnitude = Math.multiplyExact(Long.decode(form.group(2)), unit(form.group(3)));
            return form.group(1).isEmpty() ? magnitude : -magnitude;
        } catch (NumberFormatException | ArithmeticException e) {
            throw new ConfigException("number out of range: " + text, e);
        }
    }

    private static long unit(String letter) {
        return switch (letter.toUpperCase(Locale.ROOT)) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            case "T" -> 1L << 40;
            default -> 1;
        };
    }

    private static Double fixed(String text) throws ConfigException {
        if (!FIXED_FORM.matcher(text.strip()).matches()) {
            throw new ConfigException("not a number, such as 1.5: " + text);
        }
        return Double.valueOf(text.strip());
    }

    private static Integer octal(String text) throws ConfigException {
        try {
            return Integer.parseInt(text.strip(), 8);
        } catch (NumberFormatException e) {
            throw new ConfigException("not an octal number, such as 0600: " + text, e);
        }
    }

    /// A time as the configuration writes it: weeks, days, hours, minutes, seconds.
    public static Duration time(String text) throws ConfigException {
        Matcher part = TIME_PART.matcher(text.strip());
        long seconds = 0;
        int end = 0;
        try {
            while (part.find() && part.start() == end) {
                seconds = Math.addExact(
                        seconds, Math.multiplyExact(Long.parseLong(part.group(1)), unitSeconds(part.group(2))));
                end = part.end();
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new ConfigException("time out of range: " + text, e);
        }
        if (end == 0 || end != text.strip().length()) {
            throw new ConfigException("not a time, such as 1h30m: " + text);
        }
        return Duration.ofSeconds(seconds);
    }

    private static long unitSeconds(String letter) {
        return switch (letter) {
            case "w" -> 604_800;
            case "d" -> 86_400;
            case "h" -> 3_600;
            case "m" -> 60;
            default -> 1;
        };
    }

    private static Boolean bool(String text) throws ConfigException {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "", "yes", "true" -> true;
            case "no", "false" -> false;
            default -> throw new ConfigException("not yes or no: " + text);
        };
    }
}
