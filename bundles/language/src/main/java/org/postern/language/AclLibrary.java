package org.postern.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;

/// Compiles the ACLs of a configuration, and checks that each stands where its conditions can be tested.
/// Used by one thread.
final class AclLibrary {
    private final Environment environment;
    private final Problems problems;
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, Set<String>> calls = new HashMap<>();

    /// A condition or modifier that not every ACL may have.
    private record Use(Place place, String label, Set<Phase> phases) {}

    /// The ACL of a phase; without an ACL, it is named by a string that is expanded.
    record Fixed(Optional<Acl> acl) {}

    AclLibrary(Environment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    void compile(List<Raw.Acl> acls) {
        for (Raw.Acl acl : acls) {
            environment.acls().define(new Acl(acl.name(), statements(acl)));
        }
    }

    private List<Statement> statements(Raw.Acl acl) {
        List<Statement> compiled = new ArrayList<>();
        for (Raw.Statement statement : acl.statements()) {
            if (statement.verb() == Verb.DISCARD) {
                use(acl, new Use(statement.place(), "acl " + acl.name() + ": discard", DISCARDING));
            }
            List<AclItem> items = new ArrayList<>();
            for (Raw.Item item : statement.items()) {
                step(acl, item).ifPresent(step -> items.add(AclItem.of(item, step)));
            }
            compiled.add(new Statement(acl.name(), statement.place(), statement.verb(), List.copyOf(items)));
        }
        return List.copyOf(compiled);
    }

    private static final Set<Phase> DISCARDING = Set.of(
            Phase.MAIL,
            Phase.RCPT,
            Phase.PREDATA,
            Phase.MIME,
            Phase.DKIM,
            Phase.PRDR,
            Phase.DATA,
            Phase.NOT_SMTP_START,
            Phase.NOT_SMTP_MIME,
            Phase.NOT_SMTP);

    private Optional<AclStep> step(Raw.Acl acl, Raw.Item item) {
        String label = acl.name().isEmpty() ? "acl" : "acl " + acl.name();
        try {
            LanguageCompiler compiler = environment.compiler(
                    warning -> problems.warning(item.place(), label + ": " + item.name() + ": " + warning));
            AclStep step = new AclCompiler(environment, compiler).step(item);
            String name = label + ": " + item.name();
            switch (step) {
                case AclStep.Check check -> use(acl, new Use(item.place(), name, check.phases()));
                case AclStep.Act act -> use(acl, new Use(item.place(), name, act.phases()));
                default -> {}
            }
            if (item.name().equals("acl")) {
                calls.computeIfAbsent(acl.name(), _ -> new HashSet<>())
                        .add(item.value().split("\\s", 2)[0]);
            }
            return Optional.of(step);
        } catch (SyntaxException e) {
            problems.error(item.place(), label + ": " + item.name() + ": " + e.getMessage());
        } catch (ConfigException e) {
            problems.error(item.place(), label + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private void use(Raw.Acl acl, Use use) {
        if (!use.phases().equals(Phase.ALL)) {
            uses.computeIfAbsent(acl.name(), _ -> new ArrayList<>()).add(use);
        }
    }

    /// The ACL that an option names. Empty if there is none, which has been reported.
    Optional<Fixed> forPhase(Phase phase, Expression option, Place place) {
        if (!(option instanceof CompiledExpression(String _, Node.Constant(Text text)))) {
            return Optional.of(new Fixed(Optional.empty()));
        }
        String word = text.value().strip();
        if (word.isEmpty()) {
            return Optional.empty();
        }
        Optional<Acl> named = environment.acls().find(word);
        if (named.isPresent()) {
            check(phase, word, new HashSet<>());
            return Optional.of(new Fixed(named));
        }
        if (word.startsWith("/")) {
            return Optional.of(new Fixed(Optional.empty()));
        }
        return inline(phase, word, place);
    }

    private Optional<Fixed> inline(Phase phase, String text, Place place) {
        String label = "main: " + phase.option() + ": ";
        if (text.matches("\\w+") && Verb.of(text).isEmpty()) {
            complain(
                    place,
                    label + "there is no ACL " + text
                            + Nearest.hint(text, environment.acls().names()));
            return Optional.of(new Fixed(Optional.empty()));
        }
        try {
            String name = phase.option();
            Raw.Acl acl = new Raw.Acl(place, name, AclSection.inline(text, place));
            Acl compiled = new Acl(name, statements(acl));
            check(phase, name, new HashSet<>());
            return Optional.of(new Fixed(Optional.of(compiled)));
        } catch (ConfigException e) {
            problems.error(place, label + e.getMessage());
            return Optional.empty();
        }
    }

    private void check(Phase phase, String acl, Set<String> seen) {
        if (!seen.add(acl)) {
            return;
        }
        for (Use use : uses.getOrDefault(acl, List.of())) {
            if (!use.phases().contains(phase)) {
                String fault = use.label() + ": cannot be used in the " + phase.label() + " ACL (" + phase.option()
                        + "); it can be in " + allowed(use.phases());
                complain(use.place(), fault);
            }
        }
        calls.getOrDefault(acl, Set.of()).forEach(called -> check(phase, called, seen));
    }

    private void complain(Place place, String fault) {
        if (environment.isStrict()) {
            problems.error(place, fault);
        } else {
            problems.warning(place, fault);
        }
    }

    private static String allowed(Set<Phase> phases) {
        return String.join(", ", phases.stream().sorted().map(Phase::option).toList());
    }
}
