package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.postern.spi.FilterLanguage.Right;

/// Compiles the commands of an Exim filter (Exim's filter specification, 3). Used by one thread.
final class EximParser {
    private static final int MAX_DEPTH = 100;
    private static final Set<String> ENDS = Set.of("elif", "else", "endif");

    private final EximScope scope;
    private final EximReader reader;
    private final EximConditionParser conditions;
    private int depth;

    EximParser(EximScope scope) {
        this.scope = scope;
        this.reader = new EximReader(scope.source().text());
        this.conditions = new EximConditionParser(reader, scope);
    }

    /// All commands of the filter.
    List<EximCommand> parse() throws FilterFault {
        List<EximCommand> commands = commands();
        if (!reader.atEnd()) {
            throw reader.fault("unexpected \"" + reader.peekWord(false) + "\"");
        }
        return commands;
    }

    /// Commands up to the end, or up to a word that ends them, which stays.
    private List<EximCommand> commands() throws FilterFault {
        List<EximCommand> commands = new ArrayList<>();
        while (!reader.atEnd() && !ENDS.contains(reader.peekWord(false))) {
            commands.add(command());
        }
        return List.copyOf(commands);
    }

    private EximCommand command() throws FilterFault {
        EximPrefix prefix = prefix();
        String name = reader.word(false);
        prefix.check(name, reader);
        return switch (name) {
            case "add" -> add();
            case "defer" -> ending(name, Right.DEFER);
            case "fail" -> ending(name, Right.FAIL);
            case "freeze" -> ending(name, Right.FREEZE);
            case "deliver" -> deliver(prefix);
            case "finish" -> new EximCommands.Finish(prefix.isSeen(false));
            case "headers" -> headers();
            case "if" -> condition();
            case "logfile" -> new EximCommands.LogFile(string("logfile"), mode());
            case "logwrite" -> logWrite();
            case "mail", "vacation" -> new EximMailParser(reader, scope).command(name.equals("vacation"), prefix);
            case "pipe" -> new EximCommands.Pipe(string(name), prefix.isSeen(true), prefix.isSilent());
            case "save" -> new EximCommands.Save(string(name), mode(), prefix.isSeen(true), prefix.isSilent());
            case "testprint" -> new EximCommands.TestPrint(string(name));
            default -> throw reader.fault("unknown filtering command \"" + name + "\"");
        };
    }

    private EximPrefix prefix() {
        EximPrefix prefix = EximPrefix.NONE;
        while (EximPrefix.WORDS.contains(reader.peekWord(false))) {
            prefix = prefix.with(reader.word(false));
        }
        return prefix;
    }

    private FilterString string(String command) throws FilterFault {
        return scope.string(reader.string("\"" + command + "\"", false));
    }

    private EximCommand add() throws FilterFault {
        FilterString number = string("add");
        if (!reader.takeWord("to", false)) {
            throw reader.fault("expected \"to\" between arguments of \"add\" command");
        }
        return new EximCommands.Add(number, string("to"));
    }

    private EximCommand ending(String name, Right right) throws FilterFault {
        if (!scope.may(right)) {
            throw reader.fault("filtering command \"" + name + "\" is disabled");
        }
        boolean text = reader.takeWord("text", false);
        FilterString reason = text || reader.peek() == '"' ? string(name) : scope.string("");
        return new EximCommands.End(right, reason);
    }

    private EximCommand deliver(EximPrefix prefix) throws FilterFault {
        FilterString address = string("deliver");
        FilterString errorsTo = reader.takeWord("errors_to", false) ? string("errors_to") : scope.string("");
        return new EximCommands.Deliver(address, errorsTo, prefix.isSeen(true), prefix.isSilent());
    }

    private EximCommand headers() throws FilterFault {
        String what = reader.word(false);
        if (!Set.of("add", "remove", "charset").contains(what)) {
            throw reader.fault("\"add\", \"remove\" or \"charset\" expected after \"headers\"");
        }
        if (!what.equals("charset") && !scope.isSystem()) {
            throw reader.fault("filtering command \"headers " + what + "\" is disabled");
        }
        return new EximCommands.Headers(what, string("headers " + what));
    }

    private EximCommand logWrite() throws FilterFault {
        if (!scope.mayLog()) {
            throw reader.fault("filtering command \"logwrite\" is disabled");
        }
        return new EximCommands.LogWrite(string("logwrite"));
    }

    private OptionalInt mode() throws FilterFault {
        if (!Character.isDigit(reader.peek())) {
            return OptionalInt.empty();
        }
        String word = reader.word(false);
        try {
            return OptionalInt.of(Integer.parseInt(word, 8) & 07777);
        } catch (NumberFormatException _) {
            throw reader.fault("malformed mode \"" + word + "\"");
        }
    }

    /// What follows `if` or `elif`.
    private EximCommand condition() throws FilterFault {
        if (++depth > MAX_DEPTH) {
            throw reader.fault("\"if\" is nested too deep");
        }
        EximCondition condition = conditions.parse();
        if (!reader.takeWord("then", false)) {
            throw reader.fault("\"then\" expected after the condition of \"if\"");
        }
        List<EximCommand> then = commands();
        List<EximCommand> otherwise = switch (reader.word(false)) {
            case "elif" -> List.of(condition());
            case "else" -> lastPart();
            case "endif" -> List.of();
            default -> throw reader.fault("missing \"endif\"");
        };
        depth--;
        return new EximCommand.If(condition, then, otherwise);
    }

    private List<EximCommand> lastPart() throws FilterFault {
        List<EximCommand> commands = commands();
        if (!reader.takeWord("endif", false)) {
            throw reader.fault("missing \"endif\"");
        }
        return commands;
    }
}
