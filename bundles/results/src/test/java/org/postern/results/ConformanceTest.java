package org.postern.results;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.results.MethodResult.Property;
import org.postern.testkit.Conformance;

/// Every field of the suite that others gathered, against what python-authres makes of it.
/// `exceptions.tsv` names those of which we make something else, with a reason each; one of which we do not
/// after all fails.
@NullMarked
class ConformanceTest {
    /// The whole suite, with the cases that may not be copied.
    private static final Path SHARED = Path.of("../../../shared/conformance/authres/parse.jsonl");

    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> every_field() throws IOException {
        String suite =
                Files.exists(SHARED) ? Files.readString(SHARED) : SUITES.text("parse.jsonl", StandardCharsets.UTF_8);
        return suite.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(this::test);
    }

    private DynamicTest test(JsonObject test) {
        String id = test.get("id").getAsString();
        return DynamicTest.dynamicTest(id, () -> SUITES.judge("authres", id, difference(test)));
    }

    private static Optional<String> difference(JsonObject test) {
        JsonObject theirs = test.getAsJsonObject("authres");
        String value = test.get("value").getAsString();
        try {
            JsonObject ours = json(AuthenticationResults.parse(value));
            return ours.equals(theirs)
                    ? Optional.empty()
                    : Optional.of(value + "\nours:   " + ours + "\nauthres: " + theirs);
        } catch (ResultsException e) {
            return theirs.has("error") ? Optional.empty() : Optional.of(value + "\nours: " + e.getMessage());
        }
    }

    private static JsonObject json(AuthenticationResults field) {
        JsonObject object = new JsonObject();
        object.addProperty("authserv_id", field.servId());
        object.add("version", orNull(field.version()));
        JsonArray results = new JsonArray();
        field.results().forEach(result -> results.add(json(result)));
        object.add("results", results);
        return object;
    }

    private static JsonObject json(MethodResult result) {
        JsonObject object = new JsonObject();
        object.addProperty("method", result.method());
        object.add("version", orNull(result.version()));
        object.addProperty("result", result.result());
        object.add("reason", orNull(result.reason()));
        JsonArray properties = new JsonArray();
        for (Property property : result.properties()) {
            JsonArray triple = new JsonArray();
            triple.add(property.type());
            triple.add(property.name());
            triple.add(property.value());
            properties.add(triple);
        }
        object.add("properties", properties);
        return object;
    }

    private static JsonElement orNull(String text) {
        return text.isEmpty() ? JsonNull.INSTANCE : new JsonPrimitive(text);
    }
}
