package org.postern.queuefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.system.Identities;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `queuefile`.
///
/// @param identities as whom the server works
record QueuefileDriver(Identities identities) implements TransportDriver {
    static final Option<Expression> DIRECTORY = Option.required("directory", OptionTypes.EXPRESSION);
    static final Option<Long> MESSAGE_ID_LENGTH = Option.of("message_id_length", OptionTypes.NUMBER, "23");

    /// Options of every transport that change what is delivered, or as whom: here nothing is changed.
    private static final List<String> IGNORED = List.of(
            "body_only",
            "current_directory",
            "debug_print",
            "delivery_date_add",
            "disable_logging",
            "envelope_to_add",
            "event_action",
            "group",
            "headers_add",
            "headers_only",
            "headers_remove",
            "headers_rewrite",
            "home_directory",
            "initgroups",
            "max_parallel",
            "message_size_limit",
            "rcpt_include_affixes",
            "retry_use_local_part",
            "return_path",
            "return_path_add",
            "shadow_condition",
            "shadow_transport",
            "transport_filter",
            "transport_filter_timeout",
            "user");

    @Override
    public String name() {
        return "queuefile";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(DIRECTORY, MESSAGE_ID_LENGTH));
        IGNORED.forEach(name -> options.add(ignored(name)));
        return List.copyOf(options);
    }

    private static Option<Optional<String>> ignored(String name) {
        return Option.optional(name, OptionType.of("anything", (text, compiler) -> {
            compiler.warn("a queuefile transport ignores it");
            return text;
        }));
    }

    @Override
    public Transport create(Settings settings) throws ConfigException {
        long length = settings.get(MESSAGE_ID_LENGTH);
        if (length != SpoolId.LONG && length != SpoolId.SHORT) {
            throw settings.invalid(MESSAGE_ID_LENGTH, "is neither 23 (Exim since 4.97) nor 16 (Exim before)");
        }
        return new QueuefileTransport(settings, identities.own());
    }
}
