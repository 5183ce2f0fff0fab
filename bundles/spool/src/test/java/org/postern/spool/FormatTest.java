package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Address;
import org.postern.api.mail.Origin;
import org.postern.core.Envelope;
import org.postern.core.Progress;

class FormatTest {
    private static final String ID = "1vMKZX-00000001abc-0ABC";

    @Test
    void every_field_of_a_message_comes_back() throws FormatException {
        Standing standing = Standing.FRESH
                .after(new Progress.Done(List.of("a@example.org", "b@example.org")))
                .after(new Progress.Retry(300, Mail.TIME, Instant.MAX))
                .after(new Progress.Frozen(Instant.EPOCH.minusNanos(1)))
                .after(new Progress.Warned(3));
        Accepted accepted = new Accepted(
                new Accepted.Opening(ID, new BodyPlace.InFile(10, 1L << 40), standing),
                Mail.envelope(ID),
                Mail.headers(ID));
        assertThat(roundTrip(accepted)).isEqualTo(accepted);
        Envelope bounce = new Envelope(ID, Address.NULL, Map.of(), List.of(), Instant.EPOCH, Origin.LOCAL, Map.of());
        Accepted empty =
                new Accepted(new Accepted.Opening(ID, new BodyPlace.InRecord(), Standing.FRESH), bounce, List.of());
        assertThat(roundTrip(empty)).isEqualTo(empty);
    }

    @Test
    void every_note_comes_back() throws FormatException {
        for (Progress note : List.of(
                new Progress.Done(List.of()),
                new Progress.Done(List.of("x@example.org", "")),
                new Progress.Retry(0, Instant.MIN, Mail.TIME),
                new Progress.Frozen(Mail.TIME),
                new Progress.Thawed(),
                new Progress.Warned(2),
                new Progress.Completed())) {
            Encoder out = new Encoder(1);
            Notes.encode(note, out);
            Decoder in = new Decoder(out.array(), out.length());
            assertThat(Notes.decode(in)).isEqualTo(note);
            in.end();
        }
    }

    @Test
    void a_message_that_is_cut_off_is_refused_wherever_it_is_cut() {
        byte[] whole = encoded();
        for (int length = 0; length < whole.length; length++) {
            Decoder in = new Decoder(whole, length);
            assertThatThrownBy(() -> Accepted.decode(in)).isInstanceOf(FormatException.class);
        }
    }

    @Test
    void bytes_too_many_are_refused() {
        byte[] longer = Arrays.copyOf(encoded(), encoded().length + 1);
        assertThatThrownBy(() -> Accepted.decode(new Decoder(longer, longer.length)))
                .hasMessageContaining("1 bytes too many");
    }

    @Test
    void any_bytes_are_decoded_or_refused() {
        Random random = new Random(20261121);
        byte[] whole = encoded();
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = whole.clone();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Accepted.decode(new Decoder(bytes, bytes.length));
            } catch (FormatException _) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void a_huge_count_needs_no_memory() {
        List<byte[]> hostile = new ArrayList<>();
        hostile.add(new Encoder(1).octet(1).number(Integer.MAX_VALUE).array());
        hostile.add(new Encoder(1).octet(1).number(Long.MIN_VALUE).array());
        hostile.add(new byte[] {1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
        hostile.add(new byte[] {2});
        for (byte[] bytes : hostile) {
            assertThatThrownBy(() -> Accepted.decode(new Decoder(bytes, bytes.length)))
                    .isInstanceOf(FormatException.class);
        }
    }

    private static byte[] encoded() {
        Encoder out = new Accepted(
                        new Accepted.Opening(ID, new BodyPlace.InRecord(), Standing.FRESH),
                        Mail.envelope(ID),
                        Mail.headers(ID))
                .encode();
        return Arrays.copyOf(out.array(), out.length());
    }

    private static Accepted roundTrip(Accepted accepted) throws FormatException {
        Encoder out = accepted.encode();
        return Accepted.decode(new Decoder(out.array(), out.length()));
    }
}
