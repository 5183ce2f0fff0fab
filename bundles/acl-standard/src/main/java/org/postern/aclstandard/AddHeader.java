package org.postern.aclstandard;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Message.Placement;
import org.postern.spi.AclModifier;

/// `add_header = FIELDS`: adds one header field or more, each on a line of its own. A line that begins with
/// white space goes on with the field before it; a line that is no field is made one with the name
/// `X-ACL-Warn`.
final class AddHeader implements AclModifier {
    private static final Map<String, Placement> PLACEMENTS = Map.of(
            ":at_start:", Placement.AT_START,
            ":after_received:", Placement.AFTER_RECEIVED,
            ":at_start_rfc:", Placement.AT_START_RFC,
            ":at_end:", Placement.AT_END);

    @Override
    public String name() {
        return "add_header";
    }

    @Override
    public Set<Phase> phases() {
        return Phases.MESSAGE;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return Modifier.expanding(argument, compiler, AddHeader::add);
    }

    private static void add(Context context, Text fields) {
        if (context.message().isEmpty()) {
            return;
        }
        Message message = context.message().get();
        // A line break before white space is a fold; any other ends a field.
        String text = fields.value().replace("\r\n", "\n").replace('\r', ' ');
        for (String field : text.split("\n(?![ \t])", -1)) {
            if (!field.isBlank()) {
                add(message, field);
            }
        }
    }

    private static void add(Message message, String field) {
        Placement placement = Placement.AT_END;
        String text = field.stripTrailing();
        int end = text.indexOf(':', 1) + 1;
        if (text.startsWith(":") && end > 0) {
            Placement found = PLACEMENTS.get(text.substring(0, end).toLowerCase(Locale.ROOT));
            if (found != null) {
                placement = found;
                text = text.substring(end).stripLeading();
            }
        }
        if (!isField(text)) {
            text = "X-ACL-Warn: " + text;
        }
        message.addHeader(new Header(text.replace("\n", "\r\n") + "\r\n"), placement);
    }

    private static boolean isField(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            return false;
        }
        return text.substring(0, colon).stripTrailing().chars().allMatch(c -> c > 32 && c < 127);
    }
}
