package org.postern.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslClient;

/// The option `client_send`, whose texts are each expanded when they are sent.
///
/// @param send the texts; empty if this server does not authenticate to others
/// @param ignoresMalformed whether a prompt that is not base64 is an empty one
/// @param options what else it is told
record ClientTexts(Optional<List<Expression>> send, boolean ignoresMalformed, ClientOptions options) {
    private static final OptionType<List<Expression>> TEXTS = OptionType.of("a list of texts", (text, compiler) -> {
        List<Expression> texts = new ArrayList<>();
        for (String item : Lists.split(text)) {
            texts.add(compiler.expression(item));
        }
        if (texts.isEmpty()) {
            texts.add(compiler.expression(""));
        }
        return texts;
    });
    private static final Option<Optional<List<Expression>>> CLIENT_SEND = Option.optional("client_send", TEXTS);

    private static final Option<Boolean> CLIENT_IGNORE_INVALID_BASE64 =
            Option.of("client_ignore_invalid_base64", OptionTypes.BOOLEAN, "false");

    static ClientTexts of(Settings settings) {
        return new ClientTexts(
                settings.get(CLIENT_SEND), settings.get(CLIENT_IGNORE_INVALID_BASE64), ClientOptions.of(settings));
    }

    static List<Option<?>> options(List<Option<?>> others) {
        List<Option<?>> all = new ArrayList<>(others);
        all.addAll(ClientOptions.options());
        all.add(CLIENT_SEND);
        all.add(CLIENT_IGNORE_INVALID_BASE64);
        return all;
    }

    Optional<SaslClient> client(Context context) throws ExpansionException {
        return send.isPresent() && options.apply(context)
                ? Optional.of(new PlaintextClient(send.get(), ignoresMalformed, options, context))
                : Optional.empty();
    }
}
