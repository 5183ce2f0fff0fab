package org.postern.itests.exim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `meta.json` of a case, as far as it is needed: flat, with lists of strings.
final class Meta {
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Pattern CODE = Pattern.compile("\\\\u([0-9a-f]{4})");

    private final String json;

    private Meta(String json) {
        this.json = json;
    }

    static Meta of(Path directory) throws IOException {
        return new Meta(Oracle.text(directory.resolve("meta.json")));
    }

    static Meta parse(String json) {
        return new Meta(json);
    }

    /// A list of strings; empty if there is none.
    List<String> list(String name) {
        Matcher list = Pattern.compile("\"" + name + "\":\\s*\\[((?:" + STRING + "|[^]\"])*)]")
                .matcher(json);
        return list.find()
                ? STRING.matcher(list.group(1))
                        .results()
                        .map(found -> text(found.group(1)))
                        .toList()
                : List.of();
    }

    /// A byte in each `char`.
    private static String text(String escaped) {
        String plain = CODE.matcher(escaped)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
        return new String(
                plain.replace("\\\"", "\"").replace("\\\\", "\\").getBytes(StandardCharsets.UTF_8),
                StandardCharsets.ISO_8859_1);
    }

    /// A number.
    int number(String name) {
        Matcher number = Pattern.compile("\"" + name + "\":\\s*(\\d+)").matcher(json);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }
}
