package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.postern.api.Text;
import org.postern.spi.Filter.Action;
import org.postern.spi.FilterLanguage.Source;

/// Compiles the commands of a Sieve filter (RFC 5228, 3 and 4). Used by one thread.
final class SieveCompiler {
    private final Source source;
    private final SieveExtensions extensions;
    private final SieveTests tests;

    SieveCompiler(Source source) {
        this.source = source;
        this.extensions = new SieveExtensions(source.router());
        this.tests = new SieveTests(extensions);
    }

    List<SieveCommand> compile() throws FilterFault {
        List<SieveNode> nodes = new SieveReader(source.text().value()).read();
        int next = 0;
        while (next < nodes.size() && nodes.get(next).name().equals("require")) {
            require(nodes.get(next++));
        }
        return commands(nodes.subList(next, nodes.size()));
    }

    private void require(SieveNode node) throws FilterFault {
        SieveArguments arguments = arguments(node);
        for (String name : arguments.strings()) {
            var fault = extensions.require(name);
            if (fault.isPresent()) {
                throw arguments.fault(fault.get());
            }
        }
        arguments.end();
        noTests(node);
    }

    private SieveArguments arguments(SieveNode node) {
        return new SieveArguments(node, extensions::decode);
    }

    private List<SieveCommand> commands(List<SieveNode> nodes) throws FilterFault {
        List<SieveCommand> commands = new ArrayList<>();
        int next = 0;
        while (next < nodes.size()) {
            SieveNode node = nodes.get(next);
            if (node.name().equals("if")) {
                int end = next + 1;
                while (end < nodes.size() && isContinued(nodes.get(end - 1), nodes.get(end))) {
                    end++;
                }
                commands.add(condition(nodes.subList(next, end)));
                next = end;
            } else {
                commands.add(action(node));
                next++;
            }
        }
        return List.copyOf(commands);
    }

    private static boolean isContinued(SieveNode before, SieveNode node) {
        return !before.name().equals("else")
                && (node.name().equals("elsif") || node.name().equals("else"));
    }

    /// `if`, and the `elsif` and `else` that follow it.
    private SieveCommand condition(List<SieveNode> parts) throws FilterFault {
        SieveNode first = parts.getFirst();
        boolean last = first.name().equals("else");
        if (!first.hasBlock() || !first.arguments().isEmpty() || first.tests().size() != (last ? 0 : 1)) {
            throw SieveFault.at(
                    last ? "block expected after else" : "test and block expected after " + first.name(), first.line());
        }
        SieveTest test = last ? _ -> true : tests.compile(first.tests().getFirst());
        List<SieveCommand> then = commands(first.block());
        List<SieveCommand> otherwise =
                parts.size() > 1 ? List.of(condition(parts.subList(1, parts.size()))) : List.of();
        return run -> SieveCommand.obey(test.holds(run) ? then : otherwise, run);
    }

    private SieveCommand action(SieveNode node) throws FilterFault {
        if (node.hasBlock()) {
            throw SieveFault.at(
                    isKnown(node.name()) ? "unexpected block after " + node.name() : unknown(node), node.line());
        }
        noTests(node);
        SieveArguments arguments = arguments(node);
        SieveCommand command = switch (node.name()) {
            case "keep" -> SieveCompiler::keep;
            case "discard" -> SieveCompiler::discard;
            case "stop" -> _ -> false;
            case "redirect" -> redirect(arguments);
            case "fileinto" -> fileInto(arguments);
            case "vacation" -> vacation(arguments);
            case "notify" -> notify(arguments);
            case "require" -> throw arguments.fault("require is only allowed before all other commands");
            default -> throw arguments.fault(unknown(node));
        };
        arguments.end();
        return command;
    }

    private static boolean isKnown(String name) {
        return List.of("keep", "discard", "stop", "redirect", "fileinto", "vacation", "notify", "require")
                .contains(name);
    }

    private static String unknown(SieveNode node) {
        return "unknown command \"" + node.name() + "\"";
    }

    private static void noTests(SieveNode node) throws FilterFault {
        if (!node.tests().isEmpty()) {
            throw SieveFault.at("unexpected test after " + node.name(), node.line());
        }
    }

    private void needs(String extension, SieveArguments arguments) throws FilterFault {
        if (!extensions.has(extension)) {
            throw arguments.fault("missing previous require \"" + extension + "\";");
        }
    }

    private static boolean keep(SieveRun run) throws FilterFault {
        run.cancelKeep();
        run.keepIt();
        return true;
    }

    private static boolean discard(SieveRun run) {
        run.cancelKeep();
        return true;
    }

    private boolean copies(SieveArguments arguments) throws FilterFault {
        boolean copy = arguments.flag("copy");
        if (copy) {
            needs("copy", arguments);
        }
        return copy;
    }

    private SieveCommand redirect(SieveArguments arguments) throws FilterFault {
        boolean copy = copies(arguments);
        Text address = new Text(arguments.string(), source.text().tainted());
        if (address.value().indexOf('@') < 0) {
            throw arguments.fault("redirect address \"" + address + "\" has no domain");
        }
        return run -> {
            if (!copy) {
                run.cancelKeep();
            }
            run.add(new Action.Deliver(address, java.util.Optional.empty(), false));
            return true;
        };
    }

    private SieveCommand fileInto(SieveArguments arguments) throws FilterFault {
        needs("fileinto", arguments);
        boolean copy = copies(arguments);
        Text folder = new Text(arguments.string(), source.text().tainted());
        if (folder.isEmpty() || List.of(folder.value().split("/", -1)).contains("..")) {
            throw arguments.fault("invalid folder \"" + folder + "\"");
        }
        return run -> {
            if (!copy) {
                run.cancelKeep();
            }
            run.add(new Action.Save(folder, OptionalInt.empty(), false));
            return true;
        };
    }

    private SieveCommand vacation(SieveArguments arguments) throws FilterFault {
        needs("vacation", arguments);
        return SieveVacation.of(arguments, source.text().tainted());
    }

    private SieveCommand notify(SieveArguments arguments) throws FilterFault {
        needs("enotify", arguments);
        return SieveNotify.of(arguments, source.text().tainted());
    }
}
