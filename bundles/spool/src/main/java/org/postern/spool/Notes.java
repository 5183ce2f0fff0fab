package org.postern.spool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postern.core.Progress;

/// The binary form of progress (README, "Format").
final class Notes {
    private static final int DONE = 1;
    private static final int RETRY = 2;
    private static final int FROZEN = 3;
    private static final int THAWED = 4;
    private static final int COMPLETED = 5;
    private static final int WARNED = 6;

    private Notes() {}

    static void encode(Progress progress, Encoder out) {
        switch (progress) {
            case Progress.Done(List<String> recipients) -> {
                out.octet(DONE).number(recipients.size());
                recipients.forEach(out::text);
            }
            case Progress.Retry(int attempts, Instant first, Instant next) ->
                out.octet(RETRY).number(attempts).instant(first).instant(next);
            case Progress.Frozen(Instant since) -> out.octet(FROZEN).instant(since);
            case Progress.Thawed _ -> out.octet(THAWED);
            case Progress.Warned(int count) -> out.octet(WARNED).number(count);
            case Progress.Completed _ -> out.octet(COMPLETED);
        }
    }

    static Progress decode(Decoder in) throws FormatException {
        int kind = in.octet();
        return switch (kind) {
            case DONE -> new Progress.Done(texts(in));
            case RETRY -> new Progress.Retry(in.smallNumber(), in.instant(), in.instant());
            case FROZEN -> new Progress.Frozen(in.instant());
            case THAWED -> new Progress.Thawed();
            case WARNED -> new Progress.Warned(in.smallNumber());
            case COMPLETED -> new Progress.Completed();
            default -> throw new FormatException("progress of the unknown kind " + kind);
        };
    }

    static void encode(Standing standing, Encoder out) {
        List<Progress> notes = standing.notes();
        out.number(notes.size());
        notes.forEach(note -> encode(note, out));
    }

    static Standing decodeStanding(Decoder in) throws FormatException {
        Standing standing = Standing.FRESH;
        for (int left = in.count(); left > 0; left--) {
            standing = standing.after(decode(in));
        }
        return standing;
    }

    private static List<String> texts(Decoder in) throws FormatException {
        List<String> texts = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            texts.add(in.text());
        }
        return texts;
    }
}
