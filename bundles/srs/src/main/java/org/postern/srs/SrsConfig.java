package org.postern.srs;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;

/// What `srs_config` says in one list: a secret, how many days, how many characters of the hash, whether
/// there is a time, whether there is a hash. All but the first may be missing; of the numbers, 0 stands for
/// the default.
record SrsConfig(
        String secret,
        Optional<Long> maxAge,
        Optional<Long> hashLength,
        Optional<Boolean> usesTimestamp,
        Optional<Boolean> usesHash) {
    static final OptionType<SrsConfig> TYPE =
            OptionType.of("secret[:days[:hash length[:use timestamp[:use hash]]]]", (text, _) -> parse(text));

    private static final int MOST = 5;

    private static SrsConfig parse(String text) throws ConfigException {
        List<String> items = Lists.split(text);
        if (items.isEmpty() || items.getFirst().isEmpty()) {
            throw new ConfigException("there is no secret");
        }
        if (items.size() > MOST) {
            throw new ConfigException("more than " + MOST + " items");
        }
        return new SrsConfig(
                items.getFirst(), number(items, 1), number(items, 2), yesOrNo(items, 3), yesOrNo(items, 4));
    }

    private static Optional<Long> number(List<String> items, int place) throws ConfigException {
        if (items.size() <= place || items.get(place).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(OptionTypes.number(items.get(place))).filter(number -> number != 0);
    }

    private static Optional<Boolean> yesOrNo(List<String> items, int place) throws ConfigException {
        String item = items.size() <= place ? "" : items.get(place);
        return switch (item) {
            case "" -> Optional.empty();
            case "0" -> Optional.of(false);
            case "1" -> Optional.of(true);
            default -> throw new ConfigException("item " + (place + 1) + " is neither 1 nor 0: " + item);
        };
    }
}
