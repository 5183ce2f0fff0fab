package org.postern.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.api.Slot;

class SubmitterTest {
    @Test
    void survives_in_the_spool() {
        Slot.Codec<Submitter> codec = Submitter.SLOT.codec().orElseThrow();
        Submitter submitter = new Submitter("a user", "plain", "x+y@b.example\n\u00e9");
        String text = codec.encode().apply(submitter);

        assertThat(text).isEqualTo("a+user plain x%2By%40b.example%0A%E9");
        assertThat(codec.decode().apply(text)).isEqualTo(submitter);
        assertThat((Submitter) codec.decode().apply("nonsense")).isEqualTo(Submitter.NOBODY);
    }
}
