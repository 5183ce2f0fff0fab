package org.postern.transports;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.mail.AutoReply;

/// What an answer is made of: all by a filter, or all by the options of the transport.
final class Reply {
    private Reply() {}

    /// The answer of the filter, if there is one, else that of the options. Throws if a part has characters
    /// that a header must not have.
    static AutoReply of(Settings settings, Context context) throws LocalTrouble, ExpansionException {
        Optional<AutoReply> filter = context.get(AutoReply.SLOT);
        AutoReply reply = filter.isPresent() ? filter.get() : byOptions(settings, context);
        for (Map.Entry<String, Text> part : reply.parts().entrySet()) {
            if (!part.getKey().equals("text")) {
                check(part.getKey(), part.getValue().value(), settings);
            }
        }
        return reply;
    }

    private static AutoReply byOptions(Settings settings, Context context) throws LocalTrouble, ExpansionException {
        Map<String, Text> parts = new HashMap<>();
        for (Option<Optional<Expression>> option : AutoreplyOptions.PARTS) {
            Optional<Expression> expression = settings.get(option);
            if (expression.isPresent()) {
                Text value = expression.get().expand(context);
                if (!value.isEmpty()) {
                    parts.put(option.name(), value);
                }
            }
        }
        return new AutoReply(
                parts,
                settings.get(AutoreplyOptions.FILE_EXPAND),
                settings.get(AutoreplyOptions.RETURN_MESSAGE),
                repeat(settings, context));
    }

    private static Duration repeat(Settings settings, Context context) throws LocalTrouble, ExpansionException {
        Optional<Expression> option = settings.get(AutoreplyOptions.ONCE_REPEAT);
        if (option.isEmpty()) {
            return Duration.ZERO;
        }
        String text = option.get().expand(context).value();
        try {
            return text.isBlank() ? Duration.ZERO : OptionTypes.TIME.parse(text.strip(), context.compiler());
        } catch (ConfigException _) {
            throw new LocalTrouble(
                    "Invalid time value \"" + text + "\" for \"once_repeat\" in " + settings.name() + " transport");
        }
    }

    /// A newline may stand only where a header field goes on.
    private static void check(String name, String value, Settings settings) throws LocalTrouble {
        boolean header = !name.equals("file") && !name.equals("log") && !name.equals("once");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean fold = c == '\n'
                    && header
                    && (name.equals("headers")
                            || (i + 1 < value.length() && (value.charAt(i + 1) == ' ' || value.charAt(i + 1) == '\t')));
            if ((c < ' ' && c != '\t' && !fold) || c == 127) {
                throw new LocalTrouble("Expansion of \"" + name + "\" in " + settings.name()
                        + " transport contains non-printing character " + (int) c);
            }
        }
    }
}
