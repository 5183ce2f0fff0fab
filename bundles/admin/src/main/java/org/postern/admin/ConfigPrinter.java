package org.postern.admin;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.postern.core.EffectiveOption;

/// Prints options as a configuration would set them, each with where it comes from after a tab. Used by one
/// thread.
///
/// @param out where to
/// @param bare whether only values are printed
record ConfigPrinter(PrintStream out, boolean bare) {
    /// A value that no option has.
    static EffectiveOption fact(String name, String value) {
        return new EffectiveOption("", "", name, Optional.of(value), Optional.empty(), false);
    }

    void lines(List<EffectiveOption> options) {
        String block = "";
        for (EffectiveOption option : options) {
            if (!bare && !option.block().isEmpty() && !block.equals(option.section() + " " + option.block())) {
                block = option.section() + " " + option.block();
                out.print("\n" + block + ":\n");
            }
            out.print((bare ? option.value().orElse("") : setting(option) + "\t# " + origin(option)) + "\n");
        }
    }

    private static String origin(EffectiveOption option) {
        return option.place().orElse(option.section().isEmpty() ? "given" : "default");
    }

    private static String setting(EffectiveOption option) {
        String value = option.value().orElse("").replace("\n", "\\n");
        if (option.isBoolean()) {
            return (isYes(value) ? "" : "no_") + option.name();
        }
        String name = option.section().endsWith("list") ? option.section() + " " + option.name() : option.name();
        return (name + " = " + value).stripTrailing();
    }

    private static boolean isYes(String value) {
        return value.equals("true") || value.equals("yes");
    }

    void json(List<EffectiveOption> options) {
        JsonArrayBuilder list = Json.createArrayBuilder();
        for (EffectiveOption option : options) {
            JsonObjectBuilder object = Json.createObjectBuilder()
                    .add("section", option.section())
                    .add("block", option.block())
                    .add("option", option.name());
            option.value().ifPresent(value -> object.add("value", value));
            option.place().ifPresent(place -> object.add("place", place));
            list.add(object);
        }
        out.print(list.build() + "\n");
    }
}
