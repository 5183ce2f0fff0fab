package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;

/// Takes the lines of ACLs apart into statements. Used by one thread.
final class AclSection {
    private final List<Raw.Acl> acls;

    AclSection(List<Raw.Acl> acls) {
        this.acls = acls;
    }

    /// The statements of an ACL that stands in an option.
    static List<Raw.Statement> inline(String text, Place place) throws ConfigException {
        return statements(
                text.lines().map(line -> new LogicalLine(place, line.strip())).toList());
    }

    /// The statements of an ACL in a file of its own, which may have comments.
    static List<Raw.Statement> file(String text, String name) throws ConfigException {
        List<LogicalLine> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(new LogicalLine(new Place(name, lines.size() + 1, 0), line.strip()));
        }
        return statements(lines);
    }

    private static List<Raw.Statement> statements(List<LogicalLine> lines) throws ConfigException {
        Raw.Acl acl = new Raw.Acl(Place.NOWHERE, "", new ArrayList<>());
        AclSection section = new AclSection(List.of(acl));
        for (LogicalLine line : lines) {
            if (!line.text().isEmpty() && !line.text().startsWith("#")) {
                section.statementLine(line.text(), line.place());
            }
        }
        return acl.statements();
    }

    void line(LogicalLine line) throws ConfigException {
        String word = SectionParser.word(line.text());
        String rest = line.text().substring(word.length()).strip();
        if (word.isEmpty() || !rest.startsWith(":")) {
            statementLine(line.text(), line.place());
            return;
        }
        Optional<Raw.Acl> before =
                acls.stream().filter(acl -> acl.name().equals(word)).findFirst();
        acls.add(new Raw.Acl(line.place(), word, new ArrayList<>()));
        if (before.isPresent()) {
            throw new ConfigException(word + ": there is an ACL of this name already, at "
                    + before.get().place());
        }
        if (!rest.substring(1).isBlank()) {
            statementLine(rest.substring(1).strip(), line.place());
        }
    }

    private void statementLine(String text, Place place) throws ConfigException {
        if (acls.isEmpty()) {
            throw new ConfigException("a statement before the first NAME: " + text);
        }
        Raw.Acl acl = acls.getLast();
        String word = SectionParser.word(text);
        Optional<Verb> verb = Verb.of(word);
        String rest = text;
        if (verb.isPresent() && !text.substring(word.length()).strip().startsWith("=")) {
            acl.statements().add(new Raw.Statement(place, verb.get(), new ArrayList<>()));
            rest = text.substring(word.length()).strip();
        }
        if (rest.isEmpty()) {
            return;
        }
        if (acl.statements().isEmpty()) {
            throw new ConfigException(acl.name() + ": " + word + ": not a verb (" + String.join(", ", Verb.words())
                    + ")" + Nearest.hint(word, Verb.words()));
        }
        acl.statements().getLast().items().add(item(rest, place, acl));
    }

    private static Raw.Item item(String text, Place place, Raw.Acl acl) throws ConfigException {
        boolean negated = text.startsWith("!");
        String positive = negated ? text.substring(1).strip() : text;
        String name = SectionParser.word(positive);
        String rest = positive.substring(name.length()).strip();
        if (name.isEmpty()) {
            throw new ConfigException(acl.name() + ": not a condition or modifier: " + text);
        }
        if (name.equals("set")) {
            return new Raw.Item(place, negated, name, rest);
        }
        if (name.equals("endpass") && rest.isEmpty()) {
            return new Raw.Item(place, negated, name, "");
        }
        if (!rest.startsWith("=")) {
            throw new ConfigException(acl.name() + ": " + name + ": = is missing" + verbHint(name));
        }
        return new Raw.Item(place, negated, name, rest.substring(1).strip());
    }

    private static String verbHint(String name) {
        return Nearest.to(name, Verb.words())
                .map(verb -> ", or did you mean the verb " + verb + "?")
                .orElse("");
    }
}
