package org.postern.smtputf8;

import java.util.Arrays;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;

/// When the addresses of the envelope are written in ASCII, with Exim's numbers for it.
enum Downconversion {
    /// Never: a host that does not offer SMTPUTF8 does not get the message.
    NEVER("0"),
    /// Always, whatever the host offers.
    ALWAYS("1"),
    /// For hosts that do not offer SMTPUTF8.
    AS_NEEDED("-1");

    /// What the ACL has said; kept in the spool.
    static final Slot<Downconversion> CONTROL =
            Slot.stored("utf8-downconvert", new Slot.Codec<>(value -> value.number, Downconversion::stored));

    private final String number;

    Downconversion(String number) {
        this.number = number;
    }

    /// That of a number; empty if there is none.
    static Optional<Downconversion> of(String number) {
        return Arrays.stream(values())
                .filter(value -> value.number.equals(number))
                .findFirst();
    }

    private static Downconversion stored(String number) {
        return of(number).orElse(AS_NEEDED);
    }

    /// What holds for a delivery: what the transport says, else what the ACL has said.
    static Downconversion of(Delivery delivery, Settings transport) throws ExpansionException {
        Downconversion otherwise = delivery.context().get(CONTROL).orElse(AS_NEEDED);
        if (!transport.isSet(Smtputf8Plugin.UTF8_DOWNCONVERT)) {
            return otherwise;
        }
        Expression option = transport.get(Smtputf8Plugin.UTF8_DOWNCONVERT);
        String number = option.expandUnlessForced(delivery.context())
                .map(text -> text.value().strip())
                .orElse("");
        if (number.isEmpty()) {
            return otherwise;
        }
        return of(number)
                .orElseThrow(() -> ExpansionException.error("utf8_downconvert is neither 1, 0 nor -1: " + number));
    }
}
