package org.postern.language;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Expression;

/// One statement of an ACL, compiled (Exim's manual, 43.18 to 43.24). Immutable.
///
/// `message` and `log_message` count when the statement decides: `accept` and `discard` also where
/// `endpass` makes them refuse, `require` where it refuses. Both are expanded only then.
///
/// @param acl the name of its ACL, or the empty string
/// @param place where its verb stands
/// @param verb what it does
/// @param items its conditions and modifiers, in order
record Statement(String acl, Place place, Verb verb, List<AclItem> items) {
    /// What came out of the conditions.
    ///
    /// @param result whether they hold
    /// @param passed whether `endpass` was met
    record Tested(AclResult result, boolean passed) {}

    Tested test(AclRun run) {
        Progress progress = new Progress();
        AclResult result = AclResult.OK;
        run.show(() -> place + ": " + verb.word());
        for (int i = 0; i < items.size() && result == AclResult.OK; i++) {
            AclItem item = items.get(i);
            run.show(() -> "  " + item.text());
            result = step(item, progress, run);
            if (item.step() instanceof AclStep.Check || result != AclResult.OK) {
                AclResult shown = result;
                run.show(() -> "    " + said(shown, run));
            }
        }
        tell(result, progress, run);
        return new Tested(result, progress.passed);
    }

    private static final class Progress {
        private Optional<Expression> message = Optional.empty();
        private Optional<Expression> logMessage = Optional.empty();
        private boolean passed;
    }

    /// What came out of a condition, for those who read a trace.
    private static String said(AclResult result, AclRun run) {
        return switch (result) {
            case OK -> "yes";
            case FAIL -> "no";
            case DROP -> "no: drop";
            case DISCARD -> "yes: discard";
            case DEFER -> "deferred: " + run.logMessage();
        };
    }

    private AclResult step(AclItem item, Progress progress, AclRun run) {
        switch (item.step()) {
            case AclStep.Message(Expression text) -> progress.message = Optional.of(text);
            case AclStep.LogMessage(Expression text) -> progress.logMessage = Optional.of(text);
            case AclStep.EndPass _ -> progress.passed = true;
            case AclStep.LogRejectTarget(Expression text) -> {
                return guarded(text.source(), run, () -> {
                    run.quiet(text.expand(run.context()).value().isBlank());
                    return AclResult.OK;
                });
            }
            case AclStep.Check check -> {
                return check(item, check, run);
            }
            case AclStep.Act act -> {
                if (!allowed(act.phases(), run)) {
                    return run.defer(item.misplaced(label(run)));
                }
                return guarded(act.source(), run, () -> act.action().test(run));
            }
        }
        return AclResult.OK;
    }

    private AclResult check(AclItem item, AclStep.Check check, AclRun run) {
        if (!allowed(check.phases(), run)) {
            return run.defer(item.misplaced(label(run)));
        }
        AclResult result = guarded(
                check.source(),
                run,
                () -> check.negated()
                        ? negated(check.test().test(run))
                        : check.test().test(run));
        if (result == AclResult.DISCARD && verb != Verb.ACCEPT && verb != Verb.DISCARD) {
            return run.defer("nested ACL returned \"discard\" for \"" + verb.word()
                    + "\" command (only allowed with \"accept\" or \"discard\")");
        }
        return result;
    }

    private static AclResult negated(AclResult result) {
        return switch (result) {
            case OK -> AclResult.FAIL;
            case FAIL, DROP -> AclResult.OK;
            case DISCARD, DEFER -> result;
        };
    }

    private static boolean allowed(Set<Phase> phases, AclRun run) {
        Optional<Phase> phase = run.phase();
        return phase.isEmpty() || phases.contains(phase.get());
    }

    private static String label(AclRun run) {
        return run.phase().map(Phase::label).orElse("");
    }

    /// A part of the work that may fail.
    @FunctionalInterface
    private interface Work {
        AclResult run() throws ExpansionException;
    }

    /// A forced failure ignores the step; any other defers.
    ///
    /// @param source what is expanded; empty if the fault itself says that
    private static AclResult guarded(String source, AclRun run, Work work) {
        try {
            return work.run();
        } catch (ExpansionException e) {
            return switch (e.kind()) {
                case FORCED -> AclResult.OK;
                case DEFER -> run.defer(String.valueOf(e.getMessage()));
                case ERROR ->
                    run.defer((source.isEmpty() ? "" : "failed to expand ACL string \"" + source + "\": ")
                            + e.getMessage());
            };
        }
    }

    private void tell(AclResult result, Progress progress, AclRun run) {
        if (!decides(result, progress.passed)) {
            return;
        }
        String message = run.message();
        String logMessage = run.logMessage().isEmpty() ? message : run.logMessage();
        if (verb == Verb.WARN || (result == AclResult.OK && (verb == Verb.ACCEPT || verb == Verb.DISCARD))) {
            run.clear();
        }
        boolean acceptsPastEndpass = progress.passed && result == AclResult.OK;
        Optional<String> told = acceptsPastEndpass ? Optional.empty() : text(progress.message, message, run);
        told.ifPresent(run::message);
        Optional<String> logged = text(progress.logMessage, logMessage, run);
        logged.ifPresent(text -> run.logMessage(run.logMessage().isEmpty() ? text : text + ": " + run.logMessage()));
        if (run.logMessage().isEmpty()) {
            run.logMessage(run.message());
        }
    }

    /// Whether messages count for this result.
    private boolean decides(AclResult result, boolean passed) {
        return switch (verb) {
            case ACCEPT, DISCARD -> result == AclResult.OK || (passed && refuses(result));
            case REQUIRE -> refuses(result);
            case DEFER, DENY, DROP, WARN -> result == AclResult.OK;
        };
    }

    private static boolean refuses(AclResult result) {
        return result == AclResult.FAIL || result == AclResult.DROP;
    }

    /// The expanded text of a message, with `$acl_verify_message` set; empty if there is none.
    private static Optional<String> text(Optional<Expression> message, String verifyMessage, AclRun run) {
        if (message.isEmpty()) {
            return Optional.empty();
        }
        Context context = run.context();
        if (message.get().isConstant()) {
            return expanded(message.get(), context);
        }
        Scope scope = Scope.of(context);
        Text before = scope.verifyMessage;
        scope.verifyMessage = Text.tainted(verifyMessage);
        try {
            return expanded(message.get(), context);
        } finally {
            scope.verifyMessage = before;
        }
    }

    private static Optional<String> expanded(Expression message, Context context) {
        try {
            return Optional.of(message.expand(context).value()).filter(text -> !text.isEmpty());
        } catch (ExpansionException e) {
            if (!e.forced()) {
                context.log().panic("failed to expand ACL message \"" + message.source() + "\": " + e.getMessage());
            }
            return Optional.empty();
        }
    }
}
