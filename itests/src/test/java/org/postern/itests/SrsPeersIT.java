package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Senders that the distribution rewrites and others find out, and the other way round. The command line is
/// enough for that.
class SrsPeersIT {
    private static final String SECRET = "a secret of b";

    private static Path home;

    @BeforeAll
    static void install() throws IOException {
        home = Files.createTempDirectory("postern-srs");
        Files.writeString(home.resolve("plain"), "");
        Files.writeString(home.resolve("as-exim"), "srs_encode_exim\n");
        run("feature", "install", "srs");
    }

    @AfterAll
    static void remove() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String run(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Server.postern()));
        command.addAll(List.of(words));
        command.addAll(2, List.of("--home", home.toString()));
        Command.Result result = Command.run(command);
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    /// What the strings are with one of the configurations.
    private static List<String> expand(String configuration, List<String> strings) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("expand", "-C", home.resolve(configuration).toString()));
        words.addAll(strings);
        return run(words.toArray(String[]::new)).lines().toList();
    }

    private static String encode(String sender, String domain) {
        return "${srs_encode {" + SECRET + "} {" + sender + "} {" + domain + "}}";
    }

    private static String decode(String rewritten) {
        String localPart = rewritten.substring(0, rewritten.lastIndexOf('@'));
        return "${if inbound_srs {" + localPart + "} {" + SECRET + "} {$srs_recipient} {no}}";
    }

    @Test
    void postsrsd_and_we_take_what_the_other_has_rewritten() throws Exception {
        String first = "SRS0=abcd=2W=host.tld=user@first.example";
        try (Postsrsd postsrsd = Postsrsd.of("b.example", SECRET)) {
            String theirs = postsrsd.forward("User@host.tld");
            String theirsAgain = postsrsd.forward(first);
            String theirsOnceMore = postsrsd.forward("SRS1=abcd=first.example==abcd=2W=host.tld=user@second.example");
            assertThat(theirs).startsWith("SRS0=").endsWith("=host.tld=User@b.example");
            assertThat(theirsAgain).startsWith("SRS1=").endsWith("=first.example==abcd=2W=host.tld=user@b.example");
            List<String> expanded = expand(
                    "plain",
                    List.of(
                            decode(theirs),
                            decode(theirsAgain),
                            decode(theirsOnceMore),
                            decode(theirs.replace("host", "evil")),
                            encode("User@host.tld", "b.example"),
                            encode(first, "b.example")));
            assertThat(expanded.subList(0, 4)).containsExactly("User@host.tld", first, first, "no");
            assertThat(expanded.get(4)).isEqualTo(theirs);
            assertThat(expanded.get(5)).isEqualTo(theirsAgain);
            assertThat(postsrsd.reverse(expanded.get(4))).isEqualTo("User@host.tld");
            assertThat(postsrsd.reverse(expanded.get(5))).isEqualTo(first);
            assertThat(postsrsd.reverse(expanded.get(4).replace("host", "evil")))
                    .startsWith("500 ");
        }
    }

    /// Exim takes what we make where `srs_encode_exim` says so. It gives local parts in lower case to
    /// `inbound_srs`, as its routers have them, and without quotes.
    @Test
    void exim_and_we_take_what_the_other_has_rewritten() throws Exception {
        List<String> senders = List.of("user@host.tld", "User.Name@Host.tld", "\"a b\"@host.tld");
        List<String> encodings =
                senders.stream().map(sender -> encode(sender, "b.example")).toList();
        List<String> theirs = Exim.expand(encodings);
        assertThat(theirs).allMatch(rewritten -> rewritten.contains("SRS0=") && rewritten.endsWith("@b.example"));
        assertThat(expand("plain", theirs.stream().map(SrsPeersIT::decode).toList()))
                .isEqualTo(senders);

        List<String> ours = expand("as-exim", encodings);
        List<String> decodings = ours.stream()
                .map(rewritten -> decode(rewritten.toLowerCase(Locale.ROOT).replace("\"", "")))
                .toList();
        assertThat(Exim.expand(decodings))
                .isEqualTo(senders.stream()
                        .map(sender -> sender.toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(Exim.expand(List.of(decodings.getFirst().replace("host", "evil"))))
                .containsExactly("no");
    }
}
