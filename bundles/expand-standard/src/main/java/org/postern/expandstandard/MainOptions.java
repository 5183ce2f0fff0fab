package org.postern.expandstandard;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section that the standard variables show.
final class MainOptions {
    private final Option<String> primaryHostname;
    private final Option<Optional<String>> qualifyDomain = Option.optional("qualify_domain", OptionTypes.TEXT);
    private final Option<Optional<String>> qualifyRecipient = Option.optional("qualify_recipient", OptionTypes.TEXT);
    private final Option<Long> bodyVisible = Option.of("message_body_visible", OptionTypes.NUMBER, "500");
    private final Option<Boolean> bodyNewlines = Option.of("message_body_newlines", OptionTypes.BOOLEAN, "false");

    private final Option<MatchList<Text>> keepEnvironment = Option.of(
            "keep_environment", OptionType.of("a list of strings", (text, compiler) -> compiler.stringList(text)), "");
    private final Option<Optional<Expression>> addEnvironment =
            Option.optional("add_environment", OptionTypes.EXPRESSION);
    private final Option<String> headersCharset = Option.of("headers_charset", OptionTypes.TEXT, "ISO-8859-1");
    private final Option<Boolean> printTopBit = Option.of("print_topbitchars", OptionTypes.BOOLEAN, "false");
    private final Option<Long> returnSizeLimit =
            Option.of("bounce_return_size_limit", OptionTypes.NUMBER, "100K").alsoCalled("return_size_limit");
    private final Option<Optional<String>> eximPath = Option.optional("exim_path", OptionTypes.TEXT);
    private final Option<Optional<Expression>> localhostNumber =
            Option.optional("localhost_number", OptionTypes.EXPRESSION);
    private final Option<Optional<Expression>> spoolDirectory =
            Option.optional("spool_directory", OptionTypes.EXPRESSION);

    MainOptions(String hostName) {
        primaryHostname = Option.of("primary_hostname", OptionTypes.TEXT, hostName);
    }

    OptionSet set() {
        return OptionSet.main(
                primaryHostname,
                qualifyDomain,
                qualifyRecipient,
                bodyVisible,
                bodyNewlines,
                keepEnvironment,
                addEnvironment,
                headersCharset,
                printTopBit,
                returnSizeLimit,
                eximPath,
                localhostNumber,
                spoolDirectory);
    }

    Text primaryHostname(Context context) {
        return Text.trusted(context.setting(primaryHostname));
    }

    /// The domain that senders without one get.
    Text qualifyDomain(Context context) {
        return context.setting(qualifyDomain).map(Text::trusted).orElseGet(() -> primaryHostname(context));
    }

    /// The domain that recipients without one get.
    Text qualifyRecipient(Context context) {
        return context.setting(qualifyRecipient).map(Text::trusted).orElseGet(() -> qualifyDomain(context));
    }

    /// The names of the variables that are taken over from the process.
    MatchList<Text> keptEnvironment(Context context) {
        return context.setting(keepEnvironment);
    }

    /// A list of `NAME=VALUE`.
    String addedEnvironment(Context context) throws ExpansionException {
        return expanded(addEnvironment, context).value();
    }

    private static Text expanded(Option<Optional<Expression>> option, Context context) throws ExpansionException {
        Optional<Expression> expression = context.setting(option);
        return expression.isPresent() ? expression.get().expand(context) : Text.EMPTY;
    }

    /// The charset of text without another, as the configuration writes it.
    String headersCharsetName(Context context) {
        return context.setting(headersCharset);
    }

    /// The charset of text without another.
    Charset headersCharset(Context context) {
        try {
            return Charset.forName(headersCharsetName(context));
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8; // said when the configuration is read
        }
    }

    /// Whether `${escape:` shows bytes above 127 as they are.
    boolean printsTopBit(Context context) {
        return context.setting(printTopBit);
    }

    /// How much of a message a bounce returns.
    Text returnSizeLimit(Context context) {
        return Text.trusted(Long.toString(context.setting(returnSizeLimit)));
    }

    /// The path of the program, for scripts.
    Text eximPath(Context context) {
        return context.setting(eximPath).map(Text::trusted).orElse(Text.EMPTY);
    }

    /// The number of this host among those that share its name.
    Text localhostNumber(Context context) throws ExpansionException {
        Text number = expanded(localhostNumber, context);
        return number.isEmpty() ? Text.trusted("0") : number;
    }

    /// Where the spool is, as the configuration says.
    Text spoolDirectory(Context context) throws ExpansionException {
        return expanded(spoolDirectory, context);
    }

    /// How many characters of the body `$message_body` has.
    int bodyVisible(Context context) {
        return Math.clamp(context.setting(bodyVisible), 0, 1 << 20);
    }

    /// Whether newlines stay in `$message_body`.
    boolean bodyNewlines(Context context) {
        return context.setting(bodyNewlines);
    }
}
