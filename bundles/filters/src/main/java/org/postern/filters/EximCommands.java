package org.postern.filters;

import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expansions;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.spi.Filter.Action;
import org.postern.spi.Filter.Ending;
import org.postern.spi.FilterLanguage.Right;

/// The commands of Exim filters, but `if` and those that send mail.
final class EximCommands {
    private EximCommands() {}

    private static String noerror(boolean silent) {
        return silent ? " (noerror)" : "";
    }

    /// `add NUMBER to nN`.
    record Add(FilterString number, FilterString variable) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            String text = number.expand(run.context(), "\"add\" command").value();
            String name = variable.expand(run.context(), "\"add\" command").value();
            if (name.length() != 2 || name.charAt(0) != 'n' || !Character.isDigit(name.charAt(1))) {
                throw new FilterFault("unknown variable \"" + name + "\" in \"add\" command");
            }
            run.report("Add " + text + " to " + name);
            run.state().add(name.charAt(1) - '0', number(text));
            return Optional.empty();
        }

        private static int number(String text) throws FilterFault {
            try {
                return (int) OptionTypes.number(text);
            } catch (ConfigException _) {
                throw new FilterFault("malformed number \"" + text + "\" in \"add\" command");
            }
        }
    }

    /// `deliver ADDRESS`.
    record Deliver(FilterString address, FilterString errorsTo, boolean seen, boolean silent) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            Text to = address.expand(run.context(), "\"deliver\" command");
            Text errors = errorsTo.expand(run.context(), "\"deliver\" command");
            run.report((seen ? "Deliver" : "Unseen deliver") + " message to: " + to + noerror(silent)
                    + (errors.isEmpty() ? "" : " errors_to " + errors));
            run.add(new Action.Deliver(to, Optional.of(errors).filter(text -> !text.isEmpty()), silent), seen);
            return Optional.empty();
        }
    }

    /// `save FILE MODE`.
    record Save(FilterString file, OptionalInt mode, boolean seen, boolean silent) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            Text name = run.scope().file(file.expand(run.context(), "\"save\" command"), run.context());
            run.report((seen ? "Save" : "Unseen save") + " message to: " + name
                    + (mode.isEmpty() ? "" : String.format(" %04o", mode.getAsInt())) + noerror(silent));
            run.add(new Action.Save(name, mode, silent), seen);
            return Optional.empty();
        }
    }

    /// `pipe COMMAND`. The words of the command are expanded one by one, after it has been split.
    record Pipe(FilterString command, boolean seen, boolean silent) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            run.report((seen ? "Pipe" : "Unseen pipe") + " message to: " + command.source() + noerror(silent));
            if (!run.isTest()) {
                Text words = new PipeCommand(command.source(), run.scope()).expand(run.context());
                run.add(new Action.Pipe(words, silent), seen);
            } else if (seen) {
                run.seen();
            }
            return Optional.empty();
        }
    }

    /// `testprint STRING`.
    record TestPrint(FilterString text) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            if (run.isTest()) {
                Text shown = text.expand(run.context(), "\"testprint\" command");
                run.report("Testprint: " + Printing.of(shown.value()));
            }
            return Optional.empty();
        }
    }

    /// `headers add`, `headers remove` and `headers charset`.
    record Headers(String what, FilterString text) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            String value = text.expand(run.context(), "\"headers " + what + "\" command")
                    .value();
            run.report("Headers " + what + " \"" + Printing.of(value) + "\"");
            switch (what) {
                case "charset" -> run.context().put(Expansions.HEADERS_CHARSET, value);
                case "add" -> run.context().message().ifPresent(message -> add(value, message));
                default -> run.context().message().ifPresent(message -> remove(value, message));
            }
            return Optional.empty();
        }

        /// Each line that does not begin with white space is a field.
        private static void add(String text, Message message) {
            StringBuilder field = new StringBuilder();
            for (String line : text.split("\n", -1)) {
                boolean fold = line.startsWith(" ") || line.startsWith("\t");
                if (!fold && !field.isEmpty()) {
                    message.addHeader(new Header(field.toString()), Message.Placement.AT_END);
                    field.setLength(0);
                }
                if (!line.isBlank()) {
                    field.append(line.replace("\r", "")).append("\r\n");
                }
            }
            if (!field.isEmpty()) {
                message.addHeader(new Header(field.toString()), Message.Placement.AT_END);
            }
        }

        private static void remove(String names, Message message) {
            Lists.split(names).stream().filter(name -> !name.isEmpty()).forEach(message::removeHeader);
        }
    }

    /// `logfile FILE MODE`.
    record LogFile(FilterString file, OptionalInt mode) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            Text name = run.scope().file(file.expand(run.context(), "\"logfile\" command"), run.context());
            if (name.tainted()) {
                throw new FilterFault("Tainted name '" + name + "' for log file not permitted");
            }
            run.report("Logfile " + name);
            run.logTo(name.value(), mode.orElse(0600));
            return Optional.empty();
        }
    }

    /// `logwrite STRING`.
    record LogWrite(FilterString text) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            Text line = text.expand(run.context(), "\"logwrite\" command");
            run.report("Logwrite \"" + Printing.of(line.value()) + "\"");
            if (!run.isTest() && run.logFile().isEmpty()) {
                throw new FilterFault("attempt to obey \"logwrite\" command without a previous \"logfile\"");
            }
            if (!run.isTest()) {
                run.add(new Action.Log(run.logFile(), run.logMode(), line.value()), false);
            }
            return Optional.empty();
        }
    }

    /// `finish`.
    record Finish(boolean seen) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) {
            run.report(seen ? "Seen finish" : "Finish");
            if (seen) {
                run.seen();
            }
            return Optional.of(run.ending());
        }
    }

    /// `defer`, `fail` and `freeze`.
    record End(Right right, FilterString text) implements EximCommand {
        @Override
        public Optional<Ending> obey(EximRun run) throws FilterFault {
            String reason = text.expand(run.context(), "filter file").value();
            run.report(switch (right) {
                        case DEFER -> "Defer";
                        case FAIL -> "Fail";
                        case FREEZE -> "Freeze";
                    }
                    + " text \"" + reason + "\"");
            return Optional.of(
                    switch (right) {
                        case DEFER -> new Ending.Defer(reason);
                        case FAIL -> new Ending.Fail(reason);
                        case FREEZE -> new Ending.Freeze(reason);
                    });
        }
    }
}
