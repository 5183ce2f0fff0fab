package org.postern.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.config.ConfigException;

/// Takes the logical lines of a configuration apart into sections, blocks and options. Used by one thread.
final class SectionParser {
    private static final List<String> SECTIONS =
            List.of("acl", "authenticators", "local_scan", "retry", "rewrite", "routers", "transports");

    private final Problems problems;
    private final Raw raw = new Raw();
    private final Map<String, Place> begun = new HashMap<>();
    private final Map<String, Place> names = new HashMap<>();
    private String section = "";
    private final AclSection acl;

    SectionParser(Problems problems) {
        this.problems = problems;
        acl = new AclSection(raw.acls);
    }

    Raw parse(List<LogicalLine> lines) {
        for (LogicalLine line : lines) {
            String label = section.isEmpty() ? "main" : section;
            try {
                line(line);
            } catch (ConfigException e) {
                problems.error(line.place(), label + ": " + e.getMessage());
            }
        }
        return raw;
    }

    private void line(LogicalLine line) throws ConfigException {
        if (line.text().startsWith("begin ") || line.text().startsWith("begin\t")) {
            begin(line.text().substring(6).strip(), line.place());
            return;
        }
        switch (section) {
            case "" -> main(line);
            case "acl" -> acl.line(line);
            case "routers" -> block(raw.routers, line);
            case "transports" -> block(raw.transports, line);
            case "authenticators" -> block(raw.authenticators, line);
            case "retry" -> raw.retry.add(line);
            case "rewrite" -> raw.rewrite.add(line);
            default -> {}
        }
    }

    private void begin(String name, Place place) throws ConfigException {
        String word = Letters.lower(name);
        if (!SECTIONS.contains(word)) {
            section = "an unknown section"; // what follows means nothing until the next begin
            throw new ConfigException("begin " + name + ": no such section" + Nearest.hint(word, SECTIONS));
        }
        section = word;
        Place before = begun.putIfAbsent(section, place);
        if (before != null) {
            throw new ConfigException("begin " + name + ": the section is there already, at " + before);
        }
        if (section.equals("local_scan")) {
            problems.warning(place, "local_scan: not supported, the section has no effect");
        }
    }

    private void main(LogicalLine line) throws ConfigException {
        String text = withoutHide(line.text());
        String word = word(text);
        boolean cached = word.endsWith("_cache");
        Optional<ListKind> kind = ListKind.defined(cached ? word.substring(0, word.length() - 6) : word);
        if (kind.isEmpty()) {
            raw.main.add(setting(text, line.place()));
            return;
        }
        String rest = text.substring(word.length()).strip();
        boolean cachedOption = rest.startsWith("_cache");
        Raw.Setting list = setting(cachedOption ? rest.substring(6).strip() : rest, line.place());
        String value =
                list.value().orElseThrow(() -> new ConfigException(word + " " + list.name() + " needs = and a list"));
        raw.lists.add(new Raw.NamedList(line.place(), kind.get(), list.name(), value, cached || cachedOption));
    }

    private void block(List<Raw.Block> blocks, LogicalLine line) throws ConfigException {
        String word = word(line.text());
        String rest = line.text().substring(word.length()).strip();
        if (!word.isEmpty() && rest.startsWith(":")) {
            Raw.Block block = new Raw.Block(line.place(), word, new ArrayList<>());
            checkDuplicate(block);
            blocks.add(block);
            if (!rest.substring(1).isBlank()) {
                throw new ConfigException(
                        word + ": text after the colon: " + rest.substring(1).strip());
            }
            return;
        }
        if (blocks.isEmpty()) {
            throw new ConfigException("an option before the first NAME: " + line.text());
        }
        String text = withoutHide(line.text());
        blocks.getLast().settings().add(setting(text, line.place()));
    }

    private void checkDuplicate(Raw.Block block) throws ConfigException {
        Place other = names.putIfAbsent(section + " " + block.name(), block.place());
        if (other != null) {
            throw new ConfigException(block.name() + ": the name is used already, at " + other);
        }
    }

    private static String withoutHide(String text) {
        return word(text).equals("hide") ? text.substring(4).strip() : text;
    }

    /// The name at the start of `text`, or the empty string.
    static String word(String text) {
        int end = 0;
        while (end < text.length() && (Letters.isWord(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        return text.substring(0, end);
    }

    /// An option with its value.
    static Raw.Setting setting(String text, Place place) throws ConfigException {
        String name = word(text);
        if (name.isEmpty()) {
            throw new ConfigException("not an option: " + text);
        }
        String rest = text.substring(name.length()).strip();
        if (name.equals("set") && !rest.startsWith("=")) {
            return new Raw.Setting(place, name, Optional.of(rest));
        }
        if (rest.isEmpty()) {
            return new Raw.Setting(place, name, Optional.empty());
        }
        if (!rest.startsWith("=")) {
            throw new ConfigException(name + ": = is missing before: " + rest);
        }
        return new Raw.Setting(
                place, name, Optional.of(Quoting.value(rest.substring(1).strip())));
    }
}
