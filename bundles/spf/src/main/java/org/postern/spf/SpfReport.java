package org.postern.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.spf.SpfRequest.Identity;
import org.postern.spf.SpfResult.Code;

/// A result in words: the `Received-SPF` header (RFC 7208, 9.1) and its comment.
///
/// @param result what is reported
record SpfReport(SpfResult result) {
    private static final int MAX_LINE = 900;

    static SpfReport of(SpfResult result) {
        return new SpfReport(result);
    }

    /// A sentence about the result, which begins with our name.
    String comment() {
        return result.request().receiver() + ": " + (result.isGuessed() ? "by a guessed policy, " : "") + sentence();
    }

    private String sentence() {
        SpfRequest request = result.request();
        String client = Addresses.readable(request.client());
        String who = request.identity() == Identity.HELO ? request.domain() : request.sender();
        return switch (result.code()) {
            case PASS -> "domain of " + who + " designates " + client + " as permitted sender";
            case FAIL -> "domain of " + who + " does not designate " + client + " as permitted sender";
            case SOFTFAIL ->
                "domain of transitioning " + who + " does not designate " + client + " as permitted sender";
            case NEUTRAL -> client + " is neither permitted nor denied by domain of " + who;
            case NONE -> "domain of " + who + " does not designate permitted sender hosts";
            case TEMPERROR -> "temporary error in checking domain of " + who + ": " + result.problem();
            case PERMERROR -> "permanent error in the policy of domain of " + who + ": " + result.problem();
            case INVALID -> result.problem();
        };
    }

    /// The whole field, without a line end. In one line, unless it would be too long for one.
    String received() {
        List<String> parts = new ArrayList<>();
        parts.add("Received-SPF: " + result.code().label() + " (" + escape(comment(), "()\\") + ")");
        pairs(parts);
        String line = String.join(" ", parts);
        return line.length() <= MAX_LINE ? line : String.join("\n\t", parts);
    }

    private void pairs(List<String> parts) {
        SpfRequest request = result.request();
        boolean isBounce = request.identity() == Identity.HELO;
        if (result.code() != Code.INVALID) {
            parts.add("client-ip=" + value(Addresses.readable(request.client())) + ";");
        }
        parts.add("envelope-from=" + (isBounce ? "\"\"" : quoted(request.sender())) + ";");
        parts.add("helo=" + value(request.helo()) + ";");
        parts.add("receiver=" + value(request.receiver()) + ";");
        parts.add("identity=" + request.identity().label() + ";");
        if (!result.mechanism().isEmpty()) {
            parts.add("mechanism=" + value(result.mechanism()) + ";");
        }
        if (!result.problem().isEmpty()) {
            parts.add("problem=" + value(result.problem()) + ";");
        }
        parts.add(parts.removeLast().replaceFirst(";$", ""));
    }

    /// A dot-atom as it is, anything else in quotes.
    private static String value(String text) {
        return text.matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
                ? text
                : quoted(text);
    }

    private static String quoted(String text) {
        return '"' + escape(text, "\"\\") + '"';
    }

    /// Control characters become `?`; each character of `special` gets a backslash. What is very long is cut
    /// off.
    private static String escape(String text, String special) {
        return text.chars()
                .limit(MAX_LINE - 100)
                .mapToObj(c -> {
                    String shown = String.valueOf(c < ' ' || c == 127 ? '?' : (char) c);
                    return special.indexOf(c) >= 0 ? "\\" + shown : shown;
                })
                .collect(Collectors.joining());
    }

    /// What a refused client may be told: the domain's own words if it has some, else `ours`.
    String smtpComment(String ours) {
        return switch (result.code()) {
            case FAIL, SOFTFAIL, NEUTRAL ->
                result.explanation()
                        .map(text -> "The domain " + result.request().domain() + " explains: " + plain(text))
                        .orElseGet(() -> plain(ours) + " : Reason: " + reason());
            case TEMPERROR, PERMERROR -> plain(sentence());
            case NONE, PASS, INVALID -> "";
        };
    }

    /// What decided, in the words of the library that Exim uses; which mechanism it was stands in
    /// `Received-SPF`.
    private String reason() {
        return result.mechanism().equals("default") ? "default" : "mechanism";
    }

    private static String plain(String text) {
        return escape(text, "");
    }
}
