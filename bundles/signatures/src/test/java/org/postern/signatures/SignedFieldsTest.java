package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;

@NullMarked
class SignedFieldsTest {
    private static final Header OWN = new Header("DKIM-Signature: own\r\n");

    private final List<Header> header = List.of(
            new Header("Received: 1\r\n"),
            new Header("received: 2\r\n"),
            OWN,
            new Header("From: a@b.example\r\n"),
            new Header("DKIM-Signature: other\r\n"),
            new Header("RECEIVED : 3\r\n"));

    private List<String> chosen(String... names) {
        return new SignedFields(header)
                .chosen(List.of(names), OWN).stream().map(Header::value).toList();
    }

    @Test
    void chooses_from_the_bottom_up() {
        assertThat(chosen("received", "from", "Received")).containsExactly("3", "a@b.example", "2");
        assertThat(chosen("Received", "Received", "Received", "Received")).containsExactly("3", "2", "1");
    }

    @Test
    void chooses_nothing_for_a_name_that_is_there_too_seldom() {
        assertThat(chosen("From", "From", "Subject", "From")).containsExactly("a@b.example");
    }

    @Test
    void never_chooses_the_own_field() {
        assertThat(chosen("DKIM-Signature", "DKIM-Signature")).containsExactly("other");
    }

    @Test
    void counts_the_fields_of_a_name() {
        SignedFields fields = new SignedFields(header);
        assertThat(fields.count("FROM")).isEqualTo(1);
        assertThat(fields.count("Bcc")).isZero();
        assertThat(fields.named("dkim-signature")).hasSize(2);
    }

    @Test
    void is_not_slow_with_very_many_names_and_fields() {
        List<Header> many = new ArrayList<>(Collections.nCopies(50_000, new Header("X: y\r\n")));
        List<String> names = Collections.nCopies(100_000, "x");
        List<Header> chosen = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> new SignedFields(many).chosen(names, OWN));
        assertThat(chosen).hasSize(50_000);
    }
}
