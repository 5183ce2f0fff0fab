package org.postern.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.postern.api.config.ConfigException;

/// A cipher list in OpenSSL's words, such as `HIGH:!aNULL:@STRENGTH`, as suites in order of preference.
///
/// As in OpenSSL, such a list says nothing about TLS 1.3, whose suites are always on offer. Unlike OpenSSL,
/// a word that means nothing is an error.
final class CipherList {
    private static final int LONGEST = 4096;

    private final List<CipherSuite> active = new ArrayList<>();
    private final List<CipherSuite> inactive = new ArrayList<>(
            CipherTable.SUITES.stream().filter(suite -> !suite.isTls13()).toList());

    private CipherList() {}

    /// The suites that `list` stands for.
    static List<CipherSuite> parse(String list) throws ConfigException {
        if (list.length() > LONGEST) {
            throw new ConfigException("cipher list longer than " + LONGEST + " characters");
        }
        CipherList result = new CipherList();
        for (String word : withDefault(list).split("[:, ;]+", -1)) {
            if (!word.isEmpty()) {
                result.apply(word, list);
            }
        }
        return List.copyOf(result.active);
    }

    /// The names, for JSSE, of the suites that both `list` and `offered` have, and before them those of TLS
    /// 1.3.
    static List<String> parse(String list, List<String> offered) throws ConfigException {
        Set<String> known = Set.copyOf(offered);
        List<String> names = new ArrayList<>(offered.stream()
                .filter(name -> CipherTable.suite(name).isTls13())
                .toList());
        int own = names.size();
        parse(list).stream().map(CipherSuite::standard).filter(known::contains).forEach(names::add);
        if (names.size() == own) {
            throw new ConfigException("no cipher suite of this Java platform is in the list: " + list);
        }
        return List.copyOf(names);
    }

    private static String withDefault(String list) {
        return list.startsWith("DEFAULT")
                ? "ALL:!COMPLEMENTOFDEFAULT:!eNULL" + list.substring("DEFAULT".length())
                : list;
    }

    private void apply(String word, String list) throws ConfigException {
        if (word.startsWith("@")) {
            command(word);
            return;
        }
        char first = word.charAt(0);
        String rest = "!-+".indexOf(first) >= 0 ? word.substring(1) : word;
        Predicate<CipherSuite> chosen = suites(rest, list);
        switch (first) {
            case '!' -> remove(chosen);
            case '-' -> inactive.addAll(0, takeFrom(active, chosen));
            case '+' -> active.addAll(takeFrom(active, chosen));
            default -> active.addAll(takeFrom(inactive, chosen));
        }
    }

    private void command(String word) throws ConfigException {
        switch (word) {
            case "@STRENGTH" ->
                active.sort(Comparator.comparingInt(CipherSuite::strength).reversed());
            case "@SECLEVEL=0", "@SECLEVEL=1", "@SECLEVEL=2" -> {
                // The Java platform has limits of its own (jdk.tls.disabledAlgorithms), which no list can
                // lower.
            }
            default -> throw new ConfigException("cannot be mapped to the Java platform: " + word);
        }
    }

    private void remove(Predicate<CipherSuite> chosen) {
        active.removeIf(chosen);
        inactive.removeIf(chosen);
    }

    private static List<CipherSuite> takeFrom(List<CipherSuite> suites, Predicate<CipherSuite> chosen) {
        List<CipherSuite> taken = suites.stream().filter(chosen).toList();
        suites.removeIf(chosen);
        return taken;
    }

    private static Predicate<CipherSuite> suites(String words, String list) throws ConfigException {
        Predicate<CipherSuite> all = _ -> true;
        for (String word : words.split("\\+", -1)) {
            Optional<Predicate<CipherSuite>> one = CipherWord.parse(word);
            all = all.and(one.orElseThrow(() -> unknown(word, list)));
        }
        return all;
    }

    private static ConfigException unknown(String word, String list) {
        boolean priorities = Arrays.stream(new String[] {"NORMAL", "SECURE", "PERFORMANCE", "PFS", "NONE:"})
                .anyMatch(list::startsWith);
        return new ConfigException(
                priorities
                        ? "a priority string of GnuTLS; a cipher list in OpenSSL's words is wanted, such as HIGH:!aNULL"
                        : "not a word of OpenSSL's cipher lists: " + word);
    }
}
