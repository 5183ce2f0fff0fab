package org.postern.xclient;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What can be said of a client, in the order in which EHLO tells of it.
enum Attribute {
    /// The name of its host.
    NAME,
    /// Its address.
    ADDR,
    /// SMTP or ESMTP.
    PROTO,
    /// What it has said at HELO or EHLO.
    HELO,
    /// Its port.
    PORT,
    /// As whom it has authenticated.
    LOGIN,
    /// The address to which it connected.
    DESTADDR,
    /// The port to which it connected.
    DESTPORT;

    /// By its name in any case of letters.
    static Optional<Attribute> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(attribute -> attribute.name().equals(upper))
                .findFirst();
    }

    /// All of them, as EHLO lists them.
    static String list() {
        return Arrays.stream(values()).map(Attribute::name).collect(Collectors.joining(" "));
    }
}
