package org.postern.spi;

import java.util.List;
import org.postern.api.config.Option;

/// Options, and where in the configuration they may stand.
///
/// @param place the section
/// @param driver the driver whose blocks have them, or the empty string for all blocks of the section
/// @param options the options
public record OptionSet(Place place, String driver, List<Option<?>> options) {
    /// The options cannot be changed.
    public OptionSet {
        options = List.copyOf(options);
    }

    /// A section of the configuration.
    public enum Place {
        /// The main section.
        MAIN,
        /// The blocks after `begin routers`.
        ROUTER,
        /// The blocks after `begin transports`.
        TRANSPORT,
        /// The blocks after `begin authenticators`.
        AUTHENTICATOR
    }

    /// Options of the main section.
    public static OptionSet main(Option<?>... options) {
        return new OptionSet(Place.MAIN, "", List.of(options));
    }

    /// Options of every router.
    public static OptionSet everyRouter(Option<?>... options) {
        return new OptionSet(Place.ROUTER, "", List.of(options));
    }

    /// Options of the routers with one driver, such as `redirect`.
    public static OptionSet router(String driver, Option<?>... options) {
        return new OptionSet(Place.ROUTER, driver, List.of(options));
    }

    /// Options of every authenticator.
    public static OptionSet everyAuthenticator(Option<?>... options) {
        return new OptionSet(Place.AUTHENTICATOR, "", List.of(options));
    }

    /// Options of every transport.
    public static OptionSet everyTransport(Option<?>... options) {
        return new OptionSet(Place.TRANSPORT, "", List.of(options));
    }

    /// Options of the transports with one driver, such as `smtp`.
    public static OptionSet transport(String driver, Option<?>... options) {
        return new OptionSet(Place.TRANSPORT, driver, List.of(options));
    }
}
