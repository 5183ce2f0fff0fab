package org.postern.dmarc;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an aggregate report needs to know of one message, and how it is kept in one line.
///
/// @param policyDomain whose policy counted
/// @param policy its record
/// @param method how it was found
/// @param row what is counted
record Observation(String policyDomain, String policy, String method, Row row) {
    /// The longest line: a message that would need more is not reported.
    static final int MAX_LINE = 8192;

    private static final int FIELDS = 12;
    private static final int MAX_SIGNATURES = 20;
    private static final String NONE = "-";

    /// What messages have in common that are one row of a report.
    ///
    /// @param client the address of the client
    /// @param disposition `pass`, or what the policy asked for
    /// @param isTested whether that is milder than the policy, which is only tried
    /// @param dkim whether a signature passed and fitted
    /// @param spf whether SPF passed and fitted
    /// @param headerFrom the author's domain
    /// @param envelopeFrom the domain of the envelope sender, or the empty string
    /// @param signatures what came of the signatures
    /// @param sender what SPF said; empty if it was not asked
    record Row(
            String client,
            String disposition,
            boolean isTested,
            boolean dkim,
            boolean spf,
            String headerFrom,
            String envelopeFrom,
            List<Identifier> signatures,
            Optional<Identifier> sender) {
        Row {
            signatures = List.copyOf(signatures);
        }
    }

    /// What is to be reported about a message.
    ///
    /// @param result by a policy
    static Observation of(DmarcResult result, String client, String envelopeFrom) {
        Published found = result.found().orElseThrow();
        Row row = new Row(
                client,
                disposition(result, found),
                result.isTested(),
                result.dkim(),
                result.spf(),
                result.author(),
                envelopeFrom,
                result.identifiers().dkim().stream()
                        .sorted(Comparator.comparingInt(signature -> rank(signature, result)))
                        .limit(MAX_SIGNATURES)
                        .toList(),
                result.identifiers().spf().stream().findFirst());
        return new Observation(found.domain(), found.record().text(), result.method(), row);
    }

    /// The order of RFC 9990, 3.1.3: what passes and fits comes first.
    private static int rank(Identifier signature, DmarcResult result) {
        if (!signature.isPass()) {
            return 3;
        }
        if (signature.domain().equals(result.author())) {
            return 0;
        }
        return DomainNames.isWithin(signature.domain(), result.usedDomain()) ? 1 : 2;
    }

    private static String disposition(DmarcResult result, Published found) {
        if (result.status() != DmarcResult.Status.ACCEPT) {
            return result.disposition().label();
        }
        Policy policy = found.domain().equals(result.author())
                ? found.record().own()
                : found.record().below(true);
        return policy == Policy.NONE ? "none" : "pass";
    }

    /// The line, without signatures if it would be too long; empty if it is too long even so, for which
    /// only the length of the policy can be the cause.
    Optional<String> shortLine() {
        return Stream.of(this, withoutSignatures())
                .map(Observation::line)
                .filter(line -> line.length() <= MAX_LINE)
                .findFirst();
    }

    private Observation withoutSignatures() {
        Row bare = new Row(
                row.client(),
                row.disposition(),
                row.isTested(),
                row.dkim(),
                row.spf(),
                row.headerFrom(),
                row.envelopeFrom(),
                List.of(),
                row.sender());
        return new Observation(policyDomain, policy, method, bare);
    }

    /// One line, without its end; fields are separated by tabs.
    String line() {
        return Stream.of(
                        policyDomain,
                        policy,
                        method,
                        row.client(),
                        row.disposition(),
                        flag(row.isTested()),
                        flag(row.dkim()),
                        flag(row.spf()),
                        row.headerFrom(),
                        row.envelopeFrom(),
                        row.signatures().stream().map(Observation::text).collect(Collectors.joining(",")),
                        row.sender().map(Observation::text).orElse(""))
                .map(field -> URLEncoder.encode(field, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining("\t"));
    }

    private static String flag(boolean is) {
        return is ? "1" : "0";
    }

    private static String text(Identifier identifier) {
        String selector = identifier.selector().map(Observation::word).orElse("");
        return word(identifier.domain()) + " " + word(identifier.result()) + " " + selector;
    }

    private static String word(String text) {
        String word = text.replaceAll("[^!-+\\--~]", "?");
        return word.isEmpty() ? NONE : word;
    }

    /// Reads a line; empty if it is none, such as the torn last one of a crash.
    static Optional<Observation> parse(String line) {
        String[] encoded = line.split("\t", -1);
        if (encoded.length != FIELDS || line.length() > MAX_LINE) {
            return Optional.empty();
        }
        List<String> fields = new ArrayList<>();
        try {
            for (String field : encoded) {
                fields.add(URLDecoder.decode(field, StandardCharsets.ISO_8859_1));
            }
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        Row row = new Row(
                fields.get(3),
                fields.get(4),
                fields.get(5).equals("1"),
                fields.get(6).equals("1"),
                fields.get(7).equals("1"),
                fields.get(8),
                fields.get(9),
                identifiers(fields.get(10), true),
                identifiers(fields.get(11), false).stream().findFirst());
        return Optional.of(new Observation(fields.get(0), fields.get(1), fields.get(2), row));
    }

    private static List<Identifier> identifiers(String text, boolean isDkim) {
        return Stream.of(text.split(",", -1))
                .map(item -> item.split(" ", -1))
                .filter(words -> words.length == 3)
                .map(words ->
                        isDkim ? Identifier.dkim(words[0], words[1], words[2]) : Identifier.spf(words[0], words[1]))
                .toList();
    }
}
