package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.testkit.FakeDns;

final class ListFileTest {
    private static final String HOST = "192.0.2.1";

    private final World world = World.standard().with(FakeDns.of("broken.example SERVFAIL"));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("list");
    }

    @Test
    void each_line_is_a_pattern_of_the_list() throws Exception {
        assertThat(hosts("# hosts\n\n192.0.2.0/24  # ours\n", "FILE")).isEqualTo("192.0.2.0/24");
        assertThat(hosts("192.0.2.9#192.0.2.1", "FILE")).isEqualTo("no");
    }

    @Test
    void a_negated_line_ends_the_list() throws Exception {
        assertThat(hosts("!192.0.2.1\n", "FILE : *")).isEqualTo("no");
    }

    @Test
    void a_negated_line_of_a_negated_file_matches() throws Exception {
        assertThat(hosts("192.0.2.1\n", "!FILE : *")).isEqualTo("no");
        assertThat(hosts("!192.0.2.1\n", "!FILE : 192.0.2.9")).isEqualTo("192.0.2.1");
        assertThat(hosts("192.0.2.8\n", "!FILE : 192.0.2.9 : 192.0.2.1")).isEqualTo("192.0.2.1");
    }

    @Test
    void what_the_list_says_of_hosts_that_are_not_known_holds_for_the_lines() throws Exception {
        String lines = "nowhere.example\n192.0.2.1\n";
        assertThat(hosts(lines, "FILE")).isEqualTo("no");
        assertThat(hosts(lines, "+ignore_unknown : FILE")).isEqualTo("192.0.2.1");
        assertThat(hosts("broken.example\n192.0.2.1\n", "+ignore_defer : FILE")).isEqualTo("192.0.2.1");
    }

    @Test
    void a_comment_in_a_list_of_addresses_has_white_space_before_it() throws Exception {
        Files.writeString(file, "ann#1@a.example # a comment\n#bob@a.example\n");
        try (Policy policy = world.compile("")) {
            var list = policy.compiler().addressList(file.toString());
            MailContext context = world.context(policy);
            assertThat(list.match(new Address("ann#1", "a.example"), context).holds())
                    .isTrue();
            assertThat(list.match(new Address("bob", "a.example"), context).holds())
                    .isFalse();
        }
    }

    @Test
    void case_counts_in_a_file_as_in_its_list() throws Exception {
        Files.writeString(file, "Ann@a.example\n");
        try (Policy policy = world.compile("")) {
            var list = policy.compiler().addressList("+caseful : " + file);
            MailContext context = world.context(policy);
            assertThat(list.match(new Address("ann", "a.example"), context).holds())
                    .isFalse();
            assertThat(list.match(new Address("Ann", "a.example"), context).holds())
                    .isTrue();
        }
    }

    @Test
    void a_file_that_is_not_there_defers_whatever_the_list_says_of_hosts() throws Exception {
        assertThat(match("+ignore_defer : +ignore_unknown : /nosuch/file : *")).startsWith("defer: failed to open");
    }

    @Test
    void a_host_that_is_not_known_is_logged() throws Exception {
        match("nowhere.example");
        match("+include_unknown : nowhere.example");
        match("+include_defer : broken.example");
        assertThat(world.log.lines(MailLog.Stream.MAIN))
                .containsExactly(
                        "no IP address found for host nowhere.example",
                        "no IP address found for host nowhere.example",
                        "failed to find IP address for nowhere.example: accepted by +include_unknown",
                        "DNS lookup of \"broken.example\" deferred: accepted by +include_defer");
    }

    @Test
    void a_list_that_does_not_match_because_of_an_unknown_host_is_logged_if_wanted() throws Exception {
        try (Policy policy = world.compile("log_selector = +unknown_in_list -host_lookup_failed\n")) {
            policy.compiler().hostList("nowhere.example").match(InetAddress.ofLiteral(HOST), world.context(policy));
        }
        assertThat(world.log.lines(MailLog.Stream.MAIN))
                .containsExactly("list matching forced to fail: failed to find IP address for nowhere.example");
    }

    private String hosts(String lines, String list) throws Exception {
        Files.writeString(file, lines);
        return match(list.replace("FILE", file.toString()));
    }

    private String match(String list) throws Exception {
        try (Policy policy = world.compile("")) {
            return switch (policy.compiler().hostList(list).match(InetAddress.ofLiteral(HOST), world.context(policy))) {
                case Match.Matched matched -> matched.data().value();
                case Match.NotMatched _ -> "no";
                case Match.Deferred(String reason) -> "defer: " + reason;
            };
        }
    }
}
