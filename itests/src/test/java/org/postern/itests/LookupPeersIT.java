package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lookups in files find what Exim finds in the same files.
class LookupPeersIT {
    private static final Path FILES = Path.of("src/test/resources/org/postern/itests/lookups");
    private static final String CONFIGURATION = """
            primary_hostname = localhost
            keep_environment =
            spool_directory = DIRECTORY/spool
            log_file_path = DIRECTORY/log-%s
            """;

    @TempDir
    Path directory;

    @Test
    void finds_what_exim_finds() throws IOException {
        String exim = Exim.find();
        prepare();
        buildDbm(Path.of(exim).resolveSibling("exim_dbmbuild"));
        List<String> strings = new ArrayList<>();
        LookupQueries.all().forEach(query -> strings.add(query.replace("DIRECTORY", directory.toString())));
        List<String> expected = new ExpansionPeer(List.of(exim, "-C", configuration(), "-be")).expand(strings);
        List<String> found = new ExpansionPeer(
                        List.of(Server.postern(), "expand", "--home", directory + "/home", "-C", configuration()))
                .expand(strings);
        Map<String, String> different = new LinkedHashMap<>();
        int intended = 0;
        for (int i = 0; i < strings.size(); i++) {
            boolean isEqual = expected.get(i).equals(found.get(i));
            if (!isEqual && isByIntent(strings.get(i), expected.get(i))) {
                intended++;
            } else if (!isEqual) {
                different.put(strings.get(i), "Exim: " + expected.get(i) + ", Postern: " + found.get(i));
            }
        }
        System.out.println("lookups beside Exim: " + (strings.size() - intended - different.size()) + " equal, "
                + intended + " different by intent, " + different.size() + " different");
        different.forEach((string, answers) -> System.out.println(string + "\n  " + answers));
        assertThat(different).isEmpty();
    }

    /// Exim 4.96 ends an item at a comment or an empty line; its manual has them "ignored, even if they
    /// occur in the middle of an item". And where an entry of a directory is not what the filter wants, it
    /// now and then defers, for an error of an earlier call; its manual has nothing found.
    private static boolean isByIntent(String string, String exims) {
        return string.matches("\\$\\{lookup\\{(three|cont)\\}[^{]*lsearch.*/lines\\}.*")
                || string.matches("\\$\\{if match_\\w+\\{three\\}.*/lines.*")
                || (string.contains("filter=") && exims.endsWith("gave DEFER"));
    }

    private String configuration() {
        return directory.resolve("exim.conf").toString();
    }

    private void prepare() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(Path.of(configuration()), CONFIGURATION.replace("DIRECTORY", directory.toString()));
        try (Stream<Path> files = Files.walk(FILES)) {
            for (Path file : files.toList()) {
                Path copy = directory.resolve(FILES.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    Files.writeString(
                            copy, text.replace("DIRECTORY", directory.toString()), StandardCharsets.ISO_8859_1);
                }
            }
        }
        Files.createSymbolicLink(directory.resolve("dir/link"), Path.of("file"));
        Files.createSymbolicLink(directory.resolve("dir/dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(directory.resolve("dir/dirlink"), Path.of("sub"));
        Files.write(directory.resolve("cdb"), CdbFile.of(records()));
    }

    private void buildDbm(Path program) throws IOException {
        Command.Result built =
                Command.run(List.of(program.toString(), directory.resolve("dbm").toString(), directory + "/dbmfile"));
        assertThat(built.status()).as(built.output()).isZero();
    }

    private static Map<String, String> records() {
        Map<String, String> records = new LinkedHashMap<>();
        records.putAll(Map.of("one", "1", "One", "upper", "*", "default", "empty", "", "*@d", "at d"));
        records.putAll(Map.of("*.example", "wild", "nl", "a\nb", "sp ace", "x", "long", "y".repeat(9000)));
        for (int i = 0; i < 2000; i++) {
            records.put("k" + i, "v" + i);
        }
        return records;
    }
}
