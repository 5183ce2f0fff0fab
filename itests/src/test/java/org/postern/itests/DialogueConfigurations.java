package org.postern.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The configurations for the tests of Exim, by the number of the test. In the file a line `== 0300 0301`
/// begins what is set for these tests (`0300-01`: for one dialogue); every section that names a test adds to
/// it.
/// The rest is the same for all.
final class DialogueConfigurations {
    private static final String LISTENERS = """
            local_interfaces = <; 127.0.0.1 ; 127.0.0.2 ; ::1
            daemon_smtp_ports = PORT_D : PORT_D2 : PORT_S""";

    /// What is off unless a section sets it; then what is common to all.
    private static final List<String> COMMON = List.of(
            "primary_hostname = myhost.test.ex",
            "acl_smtp_rcpt = accept",
            "chunking_advertise_hosts =",
            "prdr_enable = false",
            "tls_advertise_hosts =",
            "pipelining_connect_advertise_hosts =",
            "limits_advertise_hosts =",
            "dsn_advertise_hosts =",
            "smtputf8_advertise_hosts =",
            "smtp_accept_max = 0",
            "qualify_domain = test.ex",
            "queue_only");
    private static final String ROUTERS = """
            begin routers
            all:
              driver = redirect
              data = :blackhole:
            """;

    private final Map<String, String> sections = new HashMap<>();
    private final Map<String, String> places;

    /// @param places what stands for the names of the ports, the directory of certificates and others
    DialogueConfigurations(Path file, Map<String, String> places) throws IOException {
        this.places = places;
        List<String> tests = List.of();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("== ")) {
                tests = List.of(line.substring(3).split(" "));
            } else if (!line.startsWith("#")) {
                tests.forEach(test -> sections.merge(test, line + "\n", String::concat));
            }
        }
    }

    /// The configuration to start with: it only listens.
    String first() {
        return placed(LISTENERS + "\n");
    }

    private String placed(String text) {
        String placed = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            placed = placed.replaceAll("\\b" + place.getKey() + "\\b", place.getValue());
        }
        return placed;
    }

    /// The whole configuration for a dialogue.
    String of(Dialogue dialogue) {
        String section = "\n" + sections.getOrDefault(dialogue.id(), "") + sections.getOrDefault(dialogue.test(), "");
        int begin = section.indexOf("\nbegin ");
        String options = begin < 0 ? section : section.substring(0, begin + 1);
        String rest = begin < 0 ? "" : section.substring(begin);
        List<String> lines = new ArrayList<>();
        dialogue.macros().forEach((name, value) -> {
            if (Pattern.compile("\\b" + name + "\\b").matcher(section).find()) {
                lines.add(name + " = " + value);
            }
        });
        lines.add(LISTENERS);
        for (String line : COMMON) {
            String name = line.replaceAll("[ =].*", "");
            if (!Pattern.compile("^" + name + "\\b", Pattern.MULTILINE)
                    .matcher(options)
                    .find()) {
                lines.add(line);
            }
        }
        String text = String.join("\n", lines) + "\n" + options + rest.stripLeading()
                + (rest.contains("begin routers") ? "" : ROUTERS);
        return placed(text);
    }
}
