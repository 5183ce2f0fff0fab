package org.postern.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A scenario of unbound's tests (`testdata/*.rpl`): what authoritative servers answer, and what a validating
/// resolver makes of it.
///
/// @param anchors the trust anchors, a line each
/// @param clock when it plays, if it says so
/// @param options the lines of the configuration
/// @param answers what the servers say
/// @param queries what is asked, and what has to come of it
record RplScenario(
        List<String> anchors,
        Optional<Instant> clock,
        List<String> options,
        List<Answer> answers,
        List<Query> queries) {
    private static final int DSA_PART = 20;
    private static final Map<String, String> ALGORITHMS = Map.of("DSA", "3", "RSASHA1", "5");
    private static final Pattern OPTION = Pattern.compile("\\s*([a-z0-9-]+):\\s*[\"']?([^\"']*)[\"']?\\s*(#.*)?");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /// An answer of a server.
    ///
    /// @param first the first step in which it is given
    /// @param last the last
    /// @param match what of a query counts
    /// @param message the answer, with its question
    record Answer(int first, int last, List<String> match, Message message) {
        boolean isFor(int step, Name name, int type) {
            Record question = message.getQuestion();
            return step >= first
                    && step <= last
                    && question.getName().equals(name)
                    && question.getType() == type
                    && !match.contains("subdomain");
        }
    }

    /// A query of the client.
    ///
    /// @param step its number
    /// @param flags of the query
    /// @param question what is asked
    /// @param expected the answer that the client has to get
    record Query(int step, List<String> flags, Record question, Message expected) {}

    /// What an ENTRY_BEGIN block holds.
    ///
    /// @param match what of a query counts
    /// @param reply flags and code
    /// @param message the records
    private record Entry(List<String> match, List<String> reply, Message message) {}

    static RplScenario parse(String text) throws IOException {
        List<String> anchors = new ArrayList<>();
        List<String> options = new ArrayList<>();
        Optional<Instant> clock = Optional.empty();
        List<Answer> answers = new ArrayList<>();
        List<Query> queries = new ArrayList<>();
        Iterator<String> lines = text.lines().iterator();
        for (String line = lines.next(); !line.startsWith("CONFIG_END"); line = lines.next()) {
            Matcher option = OPTION.matcher(line);
            if (!option.matches()) {
                continue;
            }
            options.add(option.group(1) + ": " + option.group(2));
            if (option.group(1).equals("trust-anchor")) {
                anchors.add(option.group(2).replace(" RSASHA1 ", " 5 "));
            }
            if (option.group(1).equals("val-override-date") && option.group(2).length() == 14) {
                clock = Optional.of(LocalDateTime.parse(option.group(2), DATE).toInstant(ZoneOffset.UTC));
            }
        }
        int first = 0;
        int last = 0;
        Optional<Query> open = Optional.empty();
        while (lines.hasNext()) {
            String[] words = words(lines.next());
            switch (words[0]) {
                case "RANGE_BEGIN" -> {
                    first = Integer.parseInt(words[1]);
                    last = Integer.parseInt(words[2]);
                }
                case "ENTRY_BEGIN" -> {
                    Entry entry = entry(lines);
                    answers.add(new Answer(first, last, entry.match(), entry.message()));
                }
                case "STEP" -> {
                    if (words[2].equals("QUERY")) {
                        skipTo("ENTRY_BEGIN", lines);
                        Entry entry = entry(lines);
                        open = Optional.of(new Query(
                                Integer.parseInt(words[1]),
                                entry.reply(),
                                entry.message().getQuestion(),
                                entry.message()));
                    } else if (words[2].equals("CHECK_ANSWER")) {
                        skipTo("ENTRY_BEGIN", lines);
                        Message expected = entry(lines).message();
                        Query asked = open.orElseThrow();
                        queries.add(new Query(asked.step(), asked.flags(), asked.question(), expected));
                    }
                }
                default -> {}
            }
        }
        return new RplScenario(anchors, clock, options, answers, queries);
    }

    private static void skipTo(String word, Iterator<String> lines) {
        while (!words(lines.next())[0].equals(word)) {
            // What stands before it says nothing of validation.
        }
    }

    private static String[] words(String line) {
        int comment = line.indexOf(';');
        return (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
    }

    private static Entry entry(Iterator<String> lines) throws IOException {
        Message message = new Message();
        List<String> match = List.of();
        List<String> reply = List.of();
        int section = Section.QUESTION;
        for (String line = lines.next(); !line.strip().startsWith("ENTRY_END"); line = lines.next()) {
            String[] words = words(line);
            switch (words[0]) {
                case "", "ADJUST" -> {}
                case "MATCH" -> match = List.of(words);
                case "REPLY" -> {
                    reply = List.of(words).subList(1, words.length);
                    flags(reply, message);
                }
                case "SECTION" -> section = section(words[1]);
                case "HEX_EDNSDATA_BEGIN" -> skipTo("HEX_EDNSDATA_END", lines);
                default -> message.addRecord(section == Section.QUESTION ? question(words) : record(words), section);
            }
        }
        return new Entry(match, reply, message);
    }

    private static void flags(List<String> words, Message message) {
        for (String word : words) {
            int flag = org.xbill.DNS.Flags.value(word.toLowerCase(Locale.ROOT));
            int rcode = Rcode.value(word);
            if (flag >= 0) {
                message.getHeader().setFlag(flag);
            } else if (rcode >= 0) {
                message.getHeader().setRcode(rcode);
            }
        }
    }

    private static int section(String word) {
        return switch (word) {
            case "ANSWER" -> Section.ANSWER;
            case "AUTHORITY" -> Section.AUTHORITY;
            case "ADDITIONAL" -> Section.ADDITIONAL;
            default -> Section.QUESTION;
        };
    }

    private static Record question(String[] words) throws IOException {
        return Record.newRecord(Name.fromString(words[0], Name.root), Type.value(words[words.length - 1]), DClass.IN);
    }

    private static Record record(String[] words) throws IOException {
        byte[] line = (String.join(" ", dsa(words)) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        try (Master master = new Master(new ByteArrayInputStream(line), Name.root, 3600)) {
            Record record = master.nextRecord();
            if (record == null) {
                throw new IOException("no record: " + String.join(" ", words));
            }
            return record;
        }
    }

    /// DSA signatures are in DER there, in place of the form of RFC 2536, 3.
    private static List<String> dsa(String[] words) {
        List<String> all = new ArrayList<>();
        Arrays.stream(words).map(word -> ALGORITHMS.getOrDefault(word, word)).forEach(all::add);
        int type = all.indexOf("RRSIG");
        if (type < 1 || type > 3 || all.size() < type + 10) {
            return all;
        }
        if (!List.of("3", "6").contains(all.get(type + 2))) {
            return all;
        }
        byte[] der = Base64.getDecoder().decode(String.join("", all.subList(type + 9, all.size())));
        if (der[0] != 0x30) {
            return all;
        }
        byte[] plain = new byte[1 + 2 * DSA_PART];
        int second = 4 + der[3];
        part(der, 4, der[3], plain, 1);
        part(der, second + 2, der[second + 1], plain, 1 + DSA_PART);
        List<String> changed = new ArrayList<>(all.subList(0, type + 9));
        changed.add(Base64.getEncoder().encodeToString(plain));
        return changed;
    }

    private static void part(byte[] der, int at, int length, byte[] plain, int to) {
        int skip = Math.max(0, length - DSA_PART);
        int have = length - skip;
        System.arraycopy(der, at + skip, plain, to + DSA_PART - have, have);
    }
}
