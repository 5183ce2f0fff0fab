package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.filters.SieveMatch.Comparator;

/// Compiles the tests of a Sieve filter (RFC 5228, 5). Used by one thread.
final class SieveTests {
    private static final List<String> PARTS = List.of("all", "localpart", "domain", "user", "detail");

    private final SieveExtensions extensions;

    SieveTests(SieveExtensions extensions) {
        this.extensions = extensions;
    }

    SieveTest compile(SieveNode node) throws FilterFault {
        SieveArguments arguments = new SieveArguments(node, extensions::decode);
        SieveTest test = switch (node.name()) {
            case "true" -> _ -> true;
            case "false" -> _ -> false;
            case "not" -> not(node);
            case "allof" -> all(several(node));
            case "anyof" -> any(several(node));
            case "address" -> address(arguments);
            case "envelope" -> envelope(arguments);
            case "header" -> header(arguments);
            case "exists" -> exists(arguments.strings());
            case "size" -> size(arguments);
            case "valid_notify_method" -> validMethod(arguments);
            case "notify_method_capability" -> capability(arguments);
            default -> throw arguments.fault("unknown test \"" + node.name() + "\"");
        };
        arguments.end();
        if (!node.tests().isEmpty() && !List.of("not", "allof", "anyof").contains(node.name())) {
            throw arguments.fault("unexpected test after " + node.name());
        }
        return test;
    }

    private SieveTest not(SieveNode node) throws FilterFault {
        if (node.tests().size() != 1) {
            throw SieveFault.at("one test expected after not", node.line());
        }
        SieveTest inner = compile(node.tests().getFirst());
        return run -> !inner.holds(run);
    }

    private List<SieveTest> several(SieveNode node) throws FilterFault {
        List<SieveTest> tests = new ArrayList<>();
        for (SieveNode inner : node.tests()) {
            tests.add(compile(inner));
        }
        if (tests.isEmpty()) {
            throw SieveFault.at("tests expected after " + node.name(), node.line());
        }
        return List.copyOf(tests);
    }

    private static SieveTest all(List<SieveTest> tests) {
        return run -> {
            for (SieveTest test : tests) {
                if (!test.holds(run)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static SieveTest any(List<SieveTest> tests) {
        return run -> {
            for (SieveTest test : tests) {
                if (test.holds(run)) {
                    return true;
                }
            }
            return false;
        };
    }

    private SieveMatch match(SieveArguments arguments) throws FilterFault {
        SieveMatch.Type type = switch (arguments.oneOf("is", List.of("is", "contains", "matches"))) {
            case "contains" -> SieveMatch.Type.CONTAINS;
            case "matches" -> SieveMatch.Type.MATCHES;
            default -> SieveMatch.Type.IS;
        };
        String name = arguments.stringOf("comparator").orElse("i;ascii-casemap");
        Comparator comparator = switch (name) {
            case "i;octet" -> Comparator.OCTET;
            case "i;ascii-casemap" -> Comparator.ASCII_CASEMAP;
            case "i;ascii-numeric" -> numeric(type, arguments);
            default -> throw arguments.fault("invalid comparator \"" + name + "\"");
        };
        return new SieveMatch(type, comparator);
    }

    private Comparator numeric(SieveMatch.Type type, SieveArguments arguments) throws FilterFault {
        if (!extensions.has("comparator-i;ascii-numeric")) {
            throw arguments.fault("missing previous require \"comparator-i;ascii-numeric\";");
        }
        if (type != SieveMatch.Type.IS) {
            throw arguments.fault("comparator i;ascii-numeric knows only :is");
        }
        return Comparator.ASCII_NUMERIC;
    }

    private String part(SieveArguments arguments) throws FilterFault {
        String part = arguments.oneOf("all", PARTS);
        if ((part.equals("user") || part.equals("detail")) && !extensions.has("subaddress")) {
            throw arguments.fault("missing previous require \"subaddress\";");
        }
        return part;
    }

    private SieveTest address(SieveArguments arguments) throws FilterFault {
        SieveMatch match = match(arguments);
        String part = part(arguments);
        List<String> names = arguments.strings();
        List<String> keys = arguments.strings();
        for (String name : names) {
            if (!SieveHeaders.WITH_ADDRESSES.contains(name.toLowerCase(Locale.ROOT))) {
                throw arguments.fault("invalid header field \"" + name + "\" of address");
            }
        }
        return run -> {
            for (String name : names) {
                for (Address address : SieveHeaders.addresses(name, run)) {
                    if (part(address, part)
                            .filter(value -> match.any(value, keys))
                            .isPresent()) {
                        return true;
                    }
                }
            }
            return false;
        };
    }

    /// A part of an address; what `+` separates in a local part is its detail (RFC 5233, 4).
    private static Optional<String> part(Address address, String part) {
        String local = address.localPart();
        int plus = local.indexOf('+');
        return switch (part) {
            case "localpart" -> Optional.of(local);
            case "domain" -> Optional.of(address.domain());
            case "user" -> Optional.of(plus < 0 ? local : local.substring(0, plus));
            case "detail" -> plus < 0 ? Optional.empty() : Optional.of(local.substring(plus + 1));
            default -> Optional.of(address.domain().isEmpty() ? local : local + "@" + address.domain());
        };
    }

    private SieveTest envelope(SieveArguments arguments) throws FilterFault {
        if (!extensions.has("envelope")) {
            throw arguments.fault("missing previous require \"envelope\";");
        }
        SieveMatch match = match(arguments);
        String part = part(arguments);
        List<String> names = arguments.strings().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        List<String> keys = arguments.strings();
        for (String name : names) {
            if (!name.equals("from") && !name.equals("to")) {
                throw arguments.fault("invalid envelope string \"" + name + "\"");
            }
        }
        return run -> {
            for (String name : names) {
                Optional<String> value = name.equals("from") ? sender(part, run) : recipient(part, run);
                if (value.filter(text -> match.any(text, keys)).isPresent()) {
                    return true;
                }
            }
            return false;
        };
    }

    /// The null sender is the empty string, of which there is no part.
    private static Optional<String> sender(String part, SieveRun run) {
        Address sender = run.sender();
        if (sender.isNull()) {
            return part.equals("all") ? Optional.of("") : Optional.empty();
        }
        return part(sender, part);
    }

    private static Optional<String> recipient(String part, SieveRun run) throws FilterFault {
        Optional<Text> said = switch (part) {
            case "user" -> run.option(FilterOptions.SIEVE_USERADDRESS);
            case "detail" -> run.option(FilterOptions.SIEVE_SUBADDRESS);
            default -> Optional.empty();
        };
        return said.isPresent() ? said.map(Text::value) : part(run.recipient(), part);
    }

    private SieveTest header(SieveArguments arguments) throws FilterFault {
        SieveMatch match = match(arguments);
        List<String> names = fieldNames(arguments);
        List<String> keys = arguments.strings();
        return run -> {
            for (String name : names) {
                for (String value : SieveHeaders.values(name, run)) {
                    if (match.any(value, keys)) {
                        return true;
                    }
                }
            }
            return false;
        };
    }

    private static List<String> fieldNames(SieveArguments arguments) throws FilterFault {
        List<String> names = arguments.strings();
        for (String name : names) {
            if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c >= 127 || c == ':')) {
                throw arguments.fault("invalid header field \"" + name + "\"");
            }
        }
        return names;
    }

    private static SieveTest exists(List<String> names) {
        return run -> names.stream().allMatch(name -> run.headers().stream().anyMatch(header -> header.is(name)));
    }

    private static SieveTest size(SieveArguments arguments) throws FilterFault {
        boolean over = arguments.flag("over");
        boolean under = arguments.flag("under");
        if (over == under) {
            throw arguments.fault("missing :over or :under");
        }
        long limit = arguments.number();
        return run -> {
            long size = run.context().message().map(Message::size).orElse(0L);
            return over ? size > limit : size < limit;
        };
    }

    private SieveTest validMethod(SieveArguments arguments) throws FilterFault {
        needsNotify(arguments);
        boolean valid = arguments.strings().stream()
                .allMatch(method -> MailtoUri.parse(method).isPresent());
        return _ -> valid;
    }

    private SieveTest capability(SieveArguments arguments) throws FilterFault {
        needsNotify(arguments);
        SieveMatch match = match(arguments);
        boolean mailto = MailtoUri.parse(arguments.string()).isPresent();
        String capability = arguments.string();
        List<String> keys = arguments.strings();
        boolean holds = mailto && capability.equalsIgnoreCase("online") && match.any("maybe", keys);
        return _ -> holds;
    }

    private void needsNotify(SieveArguments arguments) throws FilterFault {
        if (!extensions.has("enotify")) {
            throw arguments.fault("missing previous require \"enotify\";");
        }
    }
}
