package org.postern.expandstandard;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Lists;
import org.postern.api.mail.Attempt;

/// The conditions of `${if`: comparisons, `exists`, `isip`, `forany`, `forall`. `eq`, `bool` and their like
/// are the language's own.
final class Conditions {
    private Conditions() {}

    static List<Test> all() {
        List<Test> all = new ArrayList<>();
        Comparison.all().forEach(comparison -> all.add(comparison.test()));
        all.add(new Test("exists", 1, (arguments, _) -> exists(arguments.expand(0))));
        all.add(address("isip", _ -> true));
        all.add(address("isip4", IpAddress::isIpv4));
        all.add(address("isip6", address -> !address.isIpv4()));
        all.add(new Test("forany", 2, (arguments, _) -> forEach(arguments, true)));
        all.add(new Test("forall", 2, (arguments, _) -> forEach(arguments, false)));
        all.add(overJson("forany_json", Optional.empty(), true));
        all.add(overJson("forall_json", Optional.empty(), false));
        all.add(overJson("forany_jsons", Optional.of(Json::string), true));
        all.add(overJson("forall_jsons", Optional.of(Json::string), false));
        all.add(CryptCondition.test());
        all.add(new Test(
                "first_delivery",
                0,
                (_, context) -> context.get(Attempt.SLOT).map(Attempt::isFirst).orElse(false)));
        all.add(new Test("queue_running", 0, (_, _) -> false));
        all.addAll(AbsentConditions.all());
        return List.copyOf(all);
    }

    private static boolean exists(Text name) throws ExpansionException {
        try {
            return name.value().startsWith("/") && Files.exists(FileNames.path(name.value()));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    private static Test address(String name, Predicate<IpAddress> kind) {
        return new Test(name, 1, (arguments, _) -> {
            String text = arguments.expand(0).value();
            int zone = text.indexOf('%');
            boolean zoned = zone > 0 && text.indexOf(':') >= 0 && zone < text.length() - 1;
            return IpAddress.parse(zoned ? text.substring(0, zone) : text)
                    .filter(kind)
                    .isPresent();
        });
    }

    /// Whether the condition gives `wanted` for some item (`forany`), or never its opposite for any
    /// (`forall`). An empty list has neither.
    private static boolean forEach(Arguments arguments, boolean wanted) throws ExpansionException {
        Text list = arguments.expand(0);
        return forEach(arguments, list, Lists.split(list.value()), wanted);
    }

    private static boolean forEach(Arguments arguments, Text list, List<String> items, boolean wanted)
            throws ExpansionException {
        for (String item : items) {
            if (arguments.testWith(1, list.with(item)) == wanted) {
                return wanted;
            }
        }
        return !wanted && !items.isEmpty();
    }

    /// Makes something of an element.
    @FunctionalInterface
    private interface Element {
        /// What it makes.
        String of(String element) throws ExpansionException;
    }

    private static Test overJson(String name, Optional<Element> element, boolean wanted) {
        return new Test(name, 2, (arguments, _) -> {
            Text array = arguments.expand(0);
            List<String> items = new ArrayList<>();
            for (String item : Json.array(array.value())) {
                items.add(element.isPresent() ? element.get().of(item) : item);
            }
            return forEach(arguments, array, items, wanted);
        });
    }
}
