package org.postern.delivery;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.core.GenericOptions;
import org.postern.core.Policy.Block;
import org.postern.core.Rewriting;
import org.postern.spi.OutgoingFilter;
import org.postern.spi.Transport;

/// A transport with the options that all transports have, read once, and the filters that its mail passes.
record TransportBlock(
        String name,
        Transport instance,
        Settings settings,
        List<OutgoingFilter> filters,
        Optional<Expression> returnPath,
        boolean returnPathAdd,
        boolean envelopeToAdd,
        boolean deliveryDateAdd,
        Optional<Expression> maxParallel,
        List<Expression> headersAdd,
        List<Expression> headersRemove,
        Rewriting headersRewrite,
        Optional<Expression> user,
        Optional<Expression> group,
        boolean initgroups,
        Optional<Expression> homeDirectory,
        Optional<Expression> currentDirectory,
        boolean bodyOnly,
        boolean headersOnly,
        Expression messageSizeLimit,
        Optional<String> shadowTransport,
        Optional<Expression> shadowCondition) {
    static TransportBlock of(Block<Transport> block, List<OutgoingFilter> filters) {
        Settings settings = block.settings();
        if (block.instance().ignoresGenericOptions()) {
            return plain(block.name(), block.instance(), settings);
        }
        return new TransportBlock(
                block.name(),
                block.instance(),
                settings,
                filters.stream()
                        .filter(filter ->
                                filter.driver().isEmpty() || filter.driver().equals(block.driver()))
                        .toList(),
                settings.get(GenericOptions.RETURN_PATH),
                settings.get(GenericOptions.RETURN_PATH_ADD),
                settings.get(GenericOptions.ENVELOPE_TO_ADD),
                settings.get(GenericOptions.DELIVERY_DATE_ADD),
                settings.get(GenericOptions.MAX_PARALLEL),
                settings.get(GenericOptions.HEADERS_ADD).stream().toList(),
                settings.get(GenericOptions.HEADERS_REMOVE).stream().toList(),
                settings.get(Rewriting.HEADERS_REWRITE),
                settings.get(GenericOptions.USER),
                settings.get(GenericOptions.GROUP),
                settings.get(GenericOptions.INITGROUPS),
                settings.get(GenericOptions.HOME_DIRECTORY),
                settings.get(GenericOptions.CURRENT_DIRECTORY),
                settings.get(GenericOptions.BODY_ONLY),
                settings.get(GenericOptions.HEADERS_ONLY),
                settings.get(GenericOptions.MESSAGE_SIZE_LIMIT),
                settings.get(GenericOptions.SHADOW_TRANSPORT),
                settings.get(GenericOptions.SHADOW_CONDITION));
    }

    /// A transport for which none of the options counts.
    private static TransportBlock plain(String name, Transport instance, Settings settings) {
        return new TransportBlock(
                name,
                instance,
                settings,
                List.of(),
                Optional.empty(),
                false,
                false,
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                Rewriting.NONE,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                new AnySize(),
                Optional.empty(),
                Optional.empty());
    }

    /// The limit of messages of any size.
    private record AnySize() implements Expression {
        @Override
        public Text expand(Context context) {
            return Text.trusted(source());
        }

        @Override
        public boolean isConstant() {
            return true;
        }

        @Override
        public String source() {
            return "0";
        }
    }

    /// Whether it delivers to hosts.
    boolean isRemote() {
        return instance.isRemote();
    }

    /// Whether it delivers to hosts of its own, whatever the router found.
    boolean overridesHosts() {
        return instance.overridesHosts();
    }

    int maxRecipients() {
        return Math.max(1, instance.maxRecipients());
    }

    /// Whether a message leaves with the header with which it came, whatever the router says.
    boolean leavesHeaderAlone() {
        return filters.isEmpty()
                && !returnPathAdd
                && !envelopeToAdd
                && !deliveryDateAdd
                && headersAdd.isEmpty()
                && headersRemove.isEmpty()
                && Rewriting.NONE.equals(headersRewrite);
    }
}
