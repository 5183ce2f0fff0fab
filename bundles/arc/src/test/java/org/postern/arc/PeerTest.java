package org.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.arc.ArcResult.State;

/// dkimpy, where it is installed, verifies what we seal, and we what it seals.
@NullMarked
class PeerTest {
    private static final String PYTHON = "/usr/bin/python3";

    private final Town town = new Town();
    private final InstantSource clock = InstantSource.fixed(Town.NOW);

    @TempDir
    Path directory;

    private static void assumeModules(String modules, String packages) throws IOException, InterruptedException {
        boolean isThere = Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import " + modules)
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0;
        if (!isThere) {
            System.out.println("a test with dkimpy is skipped: there is no python3 with " + packages);
        }
        assumeTrue(isThere);
    }

    @BeforeEach
    void dkimpy_is_installed() throws Exception {
        assumeModules("dkim, nacl", "python3-dkim and python3-nacl");
    }

    /// dkimpy seals only with this module.
    private static void assumeAuthres() throws Exception {
        assumeModules("authres", "python3-authres");
    }

    private String dkimpy(String message, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(PYTHON, "src/test/resources/dkimpy.py"));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(message.getBytes(StandardCharsets.ISO_8859_1));
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private String verified(String message) throws IOException {
        return dkimpy(message, "verify", Town.KEY_NAME, town.record());
    }

    private String sealed(String message) throws IOException {
        Path key = Files.writeString(directory.resolve("key"), town.pem());
        return dkimpy(message, "seal", Town.DOMAIN, "2026a", key.toString()) + message;
    }

    private static String marked(String message, String state) {
        return message.replace("lists.example.org; spf", "lists.example.org; arc=" + state + "; spf");
    }

    @Test
    void verifies_what_we_seal() throws Exception {
        String one = town.sealed(Town.MESSAGE);
        String three = town.sealed(town.sealed(one));
        assertThat(verified(one)).startsWith("pass");
        assertThat(verified(three)).startsWith("pass");
        assertThat(verified(three + "more\r\n")).startsWith("fail");
    }

    @Test
    void seals_what_we_verify() throws Exception {
        assumeAuthres();
        String one = sealed(marked(Town.MESSAGE, "none"));
        assertThat(one).startsWith("ARC-Seal: i=1");
        assertThat(Arrival.result(one, town.dns(), clock))
                .isEqualTo(new ArcResult(State.PASS, "", 1, 1, List.of(Town.DOMAIN)));
        assertThat(Arrival.result(one + "more\r\n", town.dns(), clock).state()).isEqualTo(State.FAIL);
    }

    @Test
    void goes_on_with_our_chain_and_we_with_its() throws Exception {
        assumeAuthres();
        String ours = town.sealed(marked(Town.MESSAGE, "pass"));
        String theirs = sealed(ours);
        assertThat(theirs).startsWith("ARC-Seal: i=2").contains("cv=pass");
        String again = town.sealed(theirs);
        assertThat(verified(again)).startsWith("pass");
        assertThat(Arrival.result(again, town.dns(), clock).instances()).isEqualTo(3);
        assertThat(Arrival.result(again, town.dns(), clock).state()).isEqualTo(State.PASS);
    }
}
