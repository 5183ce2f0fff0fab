package org.postern.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.core.GenericOptions;
import org.postern.core.Policy.Block;
import org.postern.core.RouterVariable;
import org.postern.spi.Router;
import org.postern.spi.RouterOptions;

/// A router with the options that all routers have, read once.
///
/// @param name its name
/// @param place its place among the routers, from 0
/// @param driver what decides
/// @param settings all options
/// @param preconditions when it runs
/// @param caseful whether the case of local parts counts
/// @param repeatUse whether it may work twice on the way to one address
/// @param next where an address goes that this router passes
/// @param children where the addresses begin that it makes
/// @param self what becomes of an address whose first host is this one
record RouterBlock(
        String name,
        int place,
        Router driver,
        Settings settings,
        Preconditions preconditions,
        boolean caseful,
        boolean repeatUse,
        Place next,
        Place children,
        Self self,
        Optional<Expression> transport,
        Optional<Expression> more,
        Optional<Expression> unseen,
        List<RouterVariable> variables,
        Optional<Expression> addressData,
        Optional<Expression> errorsTo,
        Optional<Expression> cannotRouteMessage,
        Optional<Expression> transportHome,
        Optional<Expression> translation,
        List<Expression> headersAdd,
        List<Expression> headersRemove) {
    /// Where routing goes on.
    ///
    /// @param index the place of a router; one past the last if there is none
    /// @param missing the name of a router that does not exist, or the empty string
    record Place(int index, String missing) {}

    static RouterBlock of(Block<Router> block, int place, Map<String, Integer> places) {
        Settings settings = block.settings();
        return new RouterBlock(
                block.name(),
                place,
                block.instance(),
                settings,
                Preconditions.of(settings),
                settings.get(GenericOptions.CASEFUL_LOCAL_PART),
                block.instance().repeatUse(),
                place(settings.get(GenericOptions.PASS_ROUTER), place + 1, places),
                place(settings.get(GenericOptions.REDIRECT_ROUTER), 0, places),
                Self.of(settings.get(RouterOptions.SELF)),
                settings.get(GenericOptions.TRANSPORT),
                settings.get(GenericOptions.MORE),
                settings.get(GenericOptions.UNSEEN),
                settings.get(GenericOptions.SET),
                settings.get(GenericOptions.ADDRESS_DATA),
                settings.get(GenericOptions.ERRORS_TO),
                settings.get(GenericOptions.CANNOT_ROUTE_MESSAGE),
                settings.get(GenericOptions.TRANSPORT_HOME_DIRECTORY),
                settings.get(GenericOptions.TRANSLATE_IP_ADDRESS),
                settings.get(GenericOptions.HEADERS_ADD).stream().toList(),
                settings.get(GenericOptions.HEADERS_REMOVE).stream().toList());
    }

    private static Place place(Optional<String> router, int otherwise, Map<String, Integer> places) {
        return router.map(name -> Optional.ofNullable(places.get(name))
                        .map(index -> new Place(index, ""))
                        .orElseGet(() -> new Place(0, name)))
                .orElseGet(() -> new Place(otherwise, ""));
    }

    /// Whether an address that it takes fails all the same, since it is only verified.
    boolean failsVerification(Purpose purpose) {
        return switch (purpose) {
            case VERIFY_SENDER ->
                settings.get(GenericOptions.FAIL_VERIFY) || settings.get(GenericOptions.FAIL_VERIFY_SENDER);
            case VERIFY_RECIPIENT ->
                settings.get(GenericOptions.FAIL_VERIFY) || settings.get(GenericOptions.FAIL_VERIFY_RECIPIENT);
            case DELIVERY, ADDRESS_TEST, EXPN -> false;
        };
    }

    /// The local part as this router sees it: in lower case unless `caseful_local_part` is set.
    String localPart(String asGiven) {
        return caseful ? asGiven : lower(asGiven);
    }

    private static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return lowerFrom(text, i);
            }
        }
        return text;
    }

    private static String lowerFrom(String text, int start) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 32));
            }
        }
        return lower.toString();
    }
}
