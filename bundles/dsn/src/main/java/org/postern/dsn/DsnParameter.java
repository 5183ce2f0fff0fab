package org.postern.dsn;

import java.util.Optional;
import java.util.function.Predicate;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.spi.SmtpParameter;

/// A parameter of RFC 3461, taken if it is well-formed.
///
/// @param keyword in upper case
/// @param command that takes it
/// @param syntax what a value must be
record DsnParameter(String keyword, Phase command, Predicate<String> syntax) implements SmtpParameter {
    @Override
    public Optional<Reply> accept(Context context, Optional<String> value) {
        return value.filter(syntax).isPresent()
                ? Optional.empty()
                : Optional.of(Reply.of(501, "5.4", "Invalid value for " + keyword + " parameter"));
    }
}
