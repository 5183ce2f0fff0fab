package org.postern.itests.exim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `meta.json` of a case, as far as it is needed: flat, with lists of strings.
final class Meta {
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

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
        Matcher list = Pattern.compile("\"" + name + "\":\\s*\\[(.*?)]", Pattern.DOTALL)
                .matcher(json);
        return list.find()
                ? STRING.matcher(list.group(1))
                        .results()
                        .map(found -> found.group(1).replace("\\\"", "\"").replace("\\\\", "\\"))
                        .toList()
                : List.of();
    }

    /// A number.
    int number(String name) {
        Matcher number = Pattern.compile("\"" + name + "\":\\s*(\\d+)").matcher(json);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }
}
